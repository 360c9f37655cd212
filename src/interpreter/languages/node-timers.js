// Node's lists of timers, which one that was cut off while it was added would leave broken for all others.
import timers from "node:timers";
import timersPromises from "node:timers/promises";
import { protect } from "./node-zone.js";

const { apply } = Reflect;
const { defineProperties, getOwnPropertyDescriptors } = Object;

/** Makes whole what user code calls to set and clear timers: an interrupt comes before or after it. */
export function protectTimers() {
  const names = [
    "setTimeout",
    "setInterval",
    "setImmediate",
    "clearTimeout",
    "clearInterval",
    "clearImmediate",
  ];
  for (const name of names) {
    timers[name] = whole(timers[name]);
    globalThis[name] = timers[name];
  }
  timersPromises.setTimeout = whole(timersPromises.setTimeout);
  timersPromises.setImmediate = whole(timersPromises.setImmediate);
}

function whole(method) {
  function called(...parameters) {
    return protect(() => apply(method, this, parameters));
  }
  return defineProperties(called, getOwnPropertyDescriptors(method));
}
