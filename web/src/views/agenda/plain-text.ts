import { visibleLines } from "../../widgets/visible-text.ts";

// CSI, OSC and the shorter escape sequences (ECMA-48 §5.4, §8.3.89).
// oxlint-disable-next-line no-control-regex
const controls = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[ -/]*[0-~])/g;

/** Text of a terminal without what colours it and moves about in it; what else can't be seen is written as an escape. */
export function plainText(text: string): string {
  return visibleLines(text.replaceAll("\r\n", "\n").replace(controls, ""));
}
