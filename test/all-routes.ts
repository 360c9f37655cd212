import { type FastifyInstance, fastify } from "fastify";
import { routes } from "../src/server/routes.ts";
import { registerUws } from "../src/uws/mod.ts";

/** Every route of the server as `METHOD /path/:part`, taken from what is mounted; HEAD goes with its GET. */
export async function allRoutes(): Promise<readonly string[]> {
  const app: FastifyInstance = fastify();
  const found: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    found.push(...[method].flat().map((one) => `${one} ${url}`));
  });
  const contextOf = (): never => {
    throw new TypeError("Nothing is asked of these routes");
  };
  registerUws(app, { contextOf });
  await app.ready();
  await app.close();
  return [...found, ...routes.map(({ method, path }) => `${method} ${path}`)].filter(
    (route) => !route.startsWith("HEAD "),
  );
}
