import type { Language } from "../language.ts";
import { python, pythonBootstrap, pythonLoader } from "./python.ts";

/** An application that has a Python inside. */
export interface PythonApp {
  readonly name: string;
  /** The program, searched in the PATH. */
  readonly executable: string;
  /** The program's arguments, where it takes Python source as text. */
  arguments(source: string): readonly string[];
}

/**
 * A language for an application that has a Python inside: all that it needs to know is how the application is told to run
 * Python source without a window.
 *
 * @example
 * ```ts
 * const maya = pythonApp({ name: "maya", executable: "mayapy", arguments: (source) => ["-c", source] });
 * const houdini = pythonApp({ name: "houdini", executable: "hython", arguments: (source) => ["-c", source] });
 * ```
 */
export function pythonApp(app: PythonApp): Language {
  const { name, executable } = app;
  return { ...python, name, executable, arguments: () => app.arguments(pythonLoader(pythonBootstrap)) };
}
