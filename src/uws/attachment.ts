/** `Content-Disposition` of a download (RFC 6266): a plain name for old clients, the whole one beside it. */
export function attachment(name: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? "";
  const safe =
    last
      .toWellFormed()
      .replace(/\p{Cc}/gu, "_")
      .replace(/^\.+/, "_") || "file";
  const plain = safe.replace(/[^\u0020-\u007E]|["\\%]/g, "_");
  const encoded = encodeURIComponent(safe).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return plain === safe
    ? `attachment; filename="${plain}"`
    : `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
