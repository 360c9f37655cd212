/** The page's own addresses, all answered with the one document; they hold nothing that needs a login. */
export const pagePaths: readonly string[] = [
  "/",
  "/job/:id",
  "/submit",
  "/submit/:type",
  "/schedules",
  "/nodes",
  "/interpreters",
];

/** What the document loads. */
export const pageFilePath = "/assets/*";

/** Whether a route is the page's: what it answers is the same for everybody. */
export function isPageRoute(url: string | undefined): boolean {
  return url !== undefined && (pagePaths.includes(url) || url === pageFilePath);
}
