import { render } from "preact";
import { App } from "./app/app.tsx";
import { applyTheme } from "./app/theme.ts";

applyTheme();
const root = document.getElementById("page");
if (root === null) throw new TypeError("The document has no place for the page");
render(<App />, root);
