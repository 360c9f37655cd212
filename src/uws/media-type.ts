/** A media type from outside without its parameters, as far as it says something; "" has the service guess it from the name. */
export function knownMediaType(text: string): string {
  const [plain = ""] = text.split(";");
  const type = plain.trim();
  if (type === "application/octet-stream") return "";
  return /^[\w!#$&^.+-]{1,100}\/[\w!#$&^.+-]{1,100}$/.test(type) ? type : "";
}
