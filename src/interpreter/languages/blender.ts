import type { Language } from "../language.ts";
import { pythonApp } from "./python-app.ts";

/** Blender without a window and without the user's own settings, so that a scene renders the same everywhere. */
export const blender: Language = pythonApp({
  name: "blender",
  executable: "blender",
  arguments: (source) => ["--background", "--factory-startup", "-noaudio", "--python-expr", source],
});
