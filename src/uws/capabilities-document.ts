import { escapeXml, xmlDeclaration } from "./xml.ts";

const namespaces = [
  'xmlns:vosi="http://www.ivoa.net/xml/VOSICapabilities/v1.0"',
  'xmlns:vr="http://www.ivoa.net/xml/VOResource/v1.0"',
  'xmlns:vs="http://www.ivoa.net/xml/VODataService/v1.1"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"',
].join(" ");

/**
 * `/capabilities` (VOSI 1.1 §2): the job list, `/sync`, VOSI itself, and what the type's own file adds, in which `{base}`
 * stands for the service's address.
 *
 * @param wantsLogin whether jobs are for those alone who log in
 */
export function capabilitiesDocument(base: string, further: string, wantsLogin: boolean): string {
  const content = [
    capability("ivo://ivoa.net/std/VOSI#capabilities", `${base}/capabilities`),
    capability("ivo://ivoa.net/std/VOSI#availability", `${base}/availability`),
    jobsCapability(base, wantsLogin ? basicLogin : ""),
    further
      .replaceAll("{base}", escapeXml(base))
      .replace(/^\s*<\?xml[^>]*\?>/, "")
      .trim(),
  ];
  const lines = content.filter((one) => one !== "").join("\n");
  return `${xmlDeclaration}<vosi:capabilities ${namespaces}>\n${lines}\n</vosi:capabilities>\n`;
}

function capability(standardId: string, url: string): string {
  const access = `<accessURL use="full">${escapeXml(url)}</accessURL>`;
  const interfaces = `<interface xsi:type="vs:ParamHTTP" role="std">${access}</interface>`;
  return `<capability standardID="${standardId}">${interfaces}</capability>`;
}

/** HTTP Basic, by its name in IVOA SSO 2.0 §3. */
const basicLogin = '<securityMethod standardID="ivo://ivoa.net/sso#BasicAA"/>';

/** `/sync` has no standard identifier, and clients break over a capability without one, so it is an interface here. */
function jobsCapability(base: string, security: string): string {
  const url = (name: string): string => `<accessURL use="base">${escapeXml(`${base}/${name}`)}</accessURL>`;
  const jobs = `<interface xsi:type="vs:ParamHTTP" role="std" version="1.1">${url("async")}${security}</interface>`;
  const sync = `<interface xsi:type="vs:ParamHTTP">${url("sync")}${security}</interface>`;
  return `<capability standardID="ivo://ivoa.net/std/UWS#rest-1.1">${jobs}${sync}</capability>`;
}
