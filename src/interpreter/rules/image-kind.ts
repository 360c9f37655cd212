/** A kind of image file. `png` and `jpeg` can be decoded here, the others are known by their beginning alone. */
export type ImageKind = "png" | "jpeg" | "other";

/** As much of a file as tells its kind, in bytes. */
export const SIGNATURE_BYTES = 32;

// All in hexadecimal.
const PNG = /^89504e470d0a1a0a/;
const JPEG = /^ffd8ff/;
/** The other kinds that applications write, each by its signature. */
const OTHERS: readonly RegExp[] = [
  /^762f3101/, // OpenEXR
  /^4949(?:2a|2b)00|^4d4d00(?:2a|2b)/, // TIFF and BigTIFF
  /^52494646.{8}57454250/, // WebP
  /^474946383[79]61/, // GIF
  /^424d.{8}0{8}.{6}00/, // BMP: what is reserved is 0, and the pixels begin before 16 MB
  /^233f(?:52414449414e4345|52474245)/, // Radiance HDR
  /^53445058|^58504453/, // DPX
  /^802a5fd7|^d75f2a80/, // Cineon
  /^0000000c(?:6a502020|4a584c20)0d0a870a/, // JPEG 2000 and JPEG XL in their containers
  /^ff4fff51/, // JPEG 2000
  /^ff0a/, // JPEG XL
  /^.{8}66747970(?:617669(?:66|73)|686569..|6d696631|6d736631)/, // AVIF, HEIC
  /^3842505300(?:01|02)/, // Photoshop
  /^50(?:3[1-6]|46|66)(?:0a|0d|20|09)/, // PBM, PGM, PPM, PFM
  /^01da0[01]0[12]/, // SGI and IRIS
];
/** Targa has no signature: for files of that name a header that makes sense decides, by colour map, kind and depth. */
const TARGA = /^..0[01]0[1239ab].{26}(?:08|0f|10|18|20)/;

/** The kind of an image by the beginning of its file; undefined where it is no image that is known here. */
export function imageKind(beginning: Uint8Array, path: string): ImageKind | undefined {
  const hexadecimal = Buffer.from(beginning).toString("hex");
  if (PNG.test(hexadecimal)) return "png";
  if (JPEG.test(hexadecimal)) return "jpeg";
  const isTarga = /\.(?:tga|targa|icb|vda|vst)$/i.test(path) && TARGA.test(hexadecimal);
  return isTarga || OTHERS.some((signature) => signature.test(hexadecimal)) ? "other" : undefined;
}
