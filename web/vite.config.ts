import { fileURLToPath } from "node:url";
import { type UserConfig, defineConfig } from "vite";

/** How the page is built: scripts/build-page.ts says where to, and compresses what comes out. */
const config: UserConfig = defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  base: "/",
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    target: "es2024",
    // The page's policy forbids what stands in the document itself, pictures as data: excepted.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    cssCodeSplit: false,
    reportCompressedSize: false,
  },
});
export default config;
