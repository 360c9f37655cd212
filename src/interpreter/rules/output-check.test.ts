import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import { encode } from "jpeg-js";
import { PNG } from "pngjs";
import { type OutputRules, checkOutputs } from "./output-check.ts";

const folder = mkdtempSync(join(tmpdir(), "runyard-outputs-"));
after(() => rmSync(folder, { recursive: true }));

const RULES: OutputRules = { isRequired: false, minimumBytes: 0, isImage: false, newerThan: null, folder };
const IMAGES: OutputRules = { ...RULES, isImage: true };

/** Writes a file. @returns its path */
function written(name: string, content: string | Uint8Array): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

function pixels(width: number, height: number): Buffer {
  return Buffer.from(Array.from({ length: width * height * 4 }, (_, index) => (index * 97) % 251));
}

function png(width = 20, height = 10): Buffer {
  const image = new PNG({ width, height });
  image.data = pixels(width, height);
  return PNG.sync.write(image);
}

function jpeg(width = 32, height = 16): Buffer {
  return encode({ width, height, data: pixels(width, height) }, 90).data;
}

/** A copy with one number of four bytes, big-endian, put in. */
function patched(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt32BE(value, at);
  return copy;
}

/** A chunk of a PNG. */
function chunk(type: string, data: Uint8Array = new Uint8Array()): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

describe("checkOutputs()", () => {
  test("checkOutputs() wants an output when one is required", async () => {
    assert.deepEqual(await checkOutputs([], { ...RULES, isRequired: true }), [
      "No output was named: at least one is required",
    ]);
    assert.deepEqual(await checkOutputs([], RULES), []);
  });

  test("checkOutputs() looks at every path, once, in order", async () => {
    const fine = written("fine", "x");
    const missing = Array.from({ length: 7 }, (_, index) => `missing${index}`);
    assert.deepEqual(
      await checkOutputs([...missing, fine, ...missing], RULES),
      missing.map((name) => `Output "${join(folder, name)}" does not exist`),
    );
  });

  test("checkOutputs() finds relative paths in the folder", async () => {
    written("here", "x");
    assert.deepEqual(await checkOutputs(["here", "./here", join(folder, "here")], RULES), []);
  });

  test("checkOutputs() takes regular files alone, and the links to them", async () => {
    mkdirSync(join(folder, "folder"));
    execFileSync("mkfifo", [join(folder, "fifo")]);
    symlinkSync(written("target", png()), join(folder, "link"));
    symlinkSync("nowhere", join(folder, "dangling"));
    symlinkSync("loop", join(folder, "loop"));
    const [loop, ...others] = await checkOutputs(
      ["loop", "link", "folder", "fifo", "/dev/zero", "dangling", "target/below"],
      IMAGES,
    );
    assert.match(loop ?? "", /^Output ".+\/loop" can't be looked at: ELOOP: [\w ]+$/);
    assert.deepEqual(others, [
      `Output "${join(folder, "folder")}" is a folder, not a file`,
      `Output "${join(folder, "fifo")}" is not a regular file`,
      'Output "/dev/zero" is not a regular file',
      `Output "${join(folder, "dangling")}" does not exist`,
      `Output "${join(folder, "target/below")}" does not exist`,
    ]);
  });

  test("checkOutputs() says so when a path can't be one", async () => {
    const [zero, long = "", bytes] = await checkOutputs(["a\0b", "d/".repeat(5000), "/\udce9"], RULES);
    assert.equal(bytes, String.raw`Output "/\udce9" can't be looked at: its name is not UTF-8`);
    const shown = JSON.stringify(join(folder, "a\0b"));
    assert.equal(zero, `Output ${shown} has a null character, which no path can have`);
    assert.match(long, /^Output "…[d/]{299}" can't be looked at: ENAMETOOLONG: name too long$/);
  });

  test("checkOutputs() wants the size that is asked for", async () => {
    const [empty, one, some, enough] = [0, 1, 999, 1000].map((size) =>
      written(`size${size}`, "x".repeat(size)),
    );
    const paths = [empty, one, some, enough].map(String);
    assert.deepEqual(await checkOutputs(paths, { ...RULES, minimumBytes: 1000 }), [
      `Output "${empty}" is empty, at least 1 kB are wanted`,
      `Output "${one}" is 1 byte, at least 1 kB are wanted`,
      `Output "${some}" is 999 bytes, at least 1 kB are wanted`,
    ]);
    assert.deepEqual(await checkOutputs(paths, { ...RULES, minimumBytes: 1 }), [
      `Output "${empty}" is empty, at least 1 byte is wanted`,
    ]);
    assert.deepEqual(await checkOutputs([String(enough)], { ...RULES, minimumBytes: 1234 }), [
      `Output "${enough}" is 1000 bytes, at least 1234 bytes are wanted`,
    ]);
    assert.deepEqual(await checkOutputs([String(enough)], { ...RULES, minimumBytes: 1_500_000 }), [
      `Output "${enough}" is 1000 bytes, at least 1.5 MB are wanted`,
    ]);
  });

  test("checkOutputs() wants files that are not older than the item", async () => {
    const start = Date.parse("2026-11-21T10:00:00.500Z");
    const dated = (name: string, ms: number) => {
      const path = written(name, "x");
      utimesSync(path, ms / 1000, ms / 1000);
      return path;
    };
    const paths = [
      dated("before", start - 1500),
      dated("a tick before", start - 10),
      dated("later", start + 1),
    ];
    assert.deepEqual(await checkOutputs(paths, { ...RULES, newerThan: start, minimumBytes: 1 }), [
      `Output "${paths[0]}" was not written by this item: it is from 2026-11-21T09:59:59.000Z`,
    ]);
  });

  test("checkOutputs() takes a file for new when it is written right after the start", async () => {
    for (let round = 0; round < 50; round++) {
      const newerThan = Date.now();
      assert.deepEqual(await checkOutputs([written("now", String(round))], { ...RULES, newerThan }), []);
    }
  });

  test("checkOutputs() takes images that can be decoded", async () => {
    const paths = [
      written("a.png", png()),
      written("a.jpg", jpeg()),
      written("named wrong.jpg", png()),
      written("more.png", Buffer.concat([png(), Buffer.from("and more")])),
      written("more.jpg", Buffer.concat([jpeg(), Buffer.from("and more")])),
    ];
    assert.deepEqual(await checkOutputs(paths, IMAGES), []);
  });

  test("checkOutputs() says so when the data of an image ends too early", async () => {
    const [whole, photo] = [png(), jpeg()];
    const cuts = [
      ...[8, 20, 33, 60, whole.length - 1].map((end) => written(`cut${end}.png`, whole.subarray(0, end))),
      ...[3, 30, photo.length - 40, photo.length - 1].map((end) =>
        written(`cut${end}.jpg`, photo.subarray(0, end)),
      ),
    ];
    const full = written("full disk.png", whole);
    truncateSync(full, 40);
    truncateSync(full, whole.length);
    assert.deepEqual(
      await checkOutputs([...cuts, full], IMAGES),
      [...cuts, full].map((path) => `Output "${path}" can't be read as an image: its data ends too early`),
    );
  });

  test("checkOutputs() says so when the data of an image is damaged", async () => {
    const image = png();
    const paths = [
      written("flipped.png", patched(image, 60, ~image.readUInt32BE(60) >>> 0)),
      written("none.png", patched(image, 16, 0)),
    ];
    const photo = written(
      "zeros.jpg",
      Buffer.concat([jpeg().subarray(0, 30), Buffer.alloc(500), Buffer.from("ffd9", "hex")]),
    );
    assert.deepEqual(await checkOutputs([...paths, photo], IMAGES), [
      ...paths.map((path) => `Output "${path}" can't be read as an image: its data is damaged`),
      `Output "${photo}" can't be read as an image: its data is damaged, or it is a rare kind of JPEG`,
    ]);
  });

  test("checkOutputs() refuses an image when decoding it takes too much memory", async () => {
    const [image, photo] = [png(), jpeg()];
    const size = photo.indexOf("ffc0", 0, "hex") + 5;
    const images = [
      written("huge.png", patched(patched(image, 16, 0x7fffffff), 20, 0x7fffffff)),
      written("large.png", patched(patched(image, 16, 40_000), 20, 40_000)),
    ];
    const photos = [
      written("huge.jpg", patched(photo, size, 0xffdcffdc)),
      written("large.jpg", patched(photo, size, 0x2711_2711)),
    ];
    assert.deepEqual(await checkOutputs([...images, ...photos], IMAGES), [
      ...images.map(
        (path) => `Output "${path}" can't be read as an image: decoding it takes more than 4 GiB`,
      ),
      ...photos.map(
        (path) =>
          `Output "${path}" can't be read as an image: it has more than the 100 megapixels of a JPEG that can be decoded`,
      ),
    ]);
  });

  test("checkOutputs() inflates no more of a PNG than its size allows", async () => {
    const header = Buffer.from("00000001000000010802000001", "hex");
    const data = deflateSync(Buffer.alloc(50_000_000));
    const bomb = Buffer.concat([
      png().subarray(0, 8),
      chunk("IHDR", header),
      chunk("IDAT", data),
      chunk("IEND"),
    ]);
    const whole = Buffer.concat([
      png().subarray(0, 8),
      chunk("IHDR", header),
      chunk("IDAT", deflateSync(Buffer.alloc(4))),
      chunk("IEND"),
    ]);
    const paths = [
      written("bomb.png", bomb),
      written("only end.png", Buffer.concat([png().subarray(0, 8), chunk("IEND")])),
    ];
    assert.deepEqual(
      await checkOutputs([written("interlaced.png", whole), ...paths], IMAGES),
      paths.map((path) => `Output "${path}" can't be read as an image: its data is damaged`),
    );
  });

  test("checkOutputs() knows other kinds of images by their signature alone", async () => {
    const signatures = {
      exr: "762f310102000000",
      tif: "49492a0008000000",
      webp: "524946460000000057454250",
      gif: "474946383961",
      bmp: "424df6a80000000000003600000028000000",
      hdr: "233f52414449414e43450a",
      dpx: "5344505800001f9c",
      cin: "802a5fd7",
      jp2: "0000000c6a5020200d0a870a",
      avif: "0000001c6674797061766966",
      psd: "384250530001",
      ppm: "50360a",
      rgb: "01da01010003",
      tga: "00000a000000000000000000a0005a001800",
    };
    const paths = Object.entries(signatures).map(([ending, hex]) =>
      written(`x.${ending}`, Buffer.from(hex, "hex")),
    );
    assert.deepEqual(await checkOutputs(paths, IMAGES), []);
  });

  test("checkOutputs() refuses what is no image that is known", async () => {
    const paths = [
      written("empty.png", ""),
      written("text.png", "Error: no space left"),
      written("zeros.exr", Buffer.alloc(100)),
      written("no targa.dat", Buffer.from("00000a000000000000000000a0005a001800", "hex")),
    ];
    assert.deepEqual(
      await checkOutputs(paths, IMAGES),
      paths.map((path) => `Output "${path}" can't be read as an image: it is of no kind that is known`),
    );
  });
});
