import { SaxesParser } from "saxes";
import { messageOf } from "../core/mod.ts";

/** The prefixes that `/capabilities` has declared where the file's elements come to stand. */
const declared = {
  vosi: "http://www.ivoa.net/xml/VOSICapabilities/v1.0",
  vr: "http://www.ivoa.net/xml/VOResource/v1.0",
  vs: "http://www.ivoa.net/xml/VODataService/v1.1",
  xsi: "http://www.w3.org/2001/XMLSchema-instance",
};

/** Why the elements of a capabilities file would spoil the document that they are put into; undefined where they don't. */
export function capabilitiesMistake(text: string): string | undefined {
  const elements = text.replace(/^\s*<\?xml[^>]*\?>/, (declaration) => declaration.replaceAll(/./g, " "));
  const parser = new SaxesParser({ xmlns: true, fragment: true, additionalNamespaces: declared });
  try {
    parser.write(elements).close();
    return undefined;
  } catch (error) {
    return messageOf(error).replace(/\.$/, "");
  }
}
