import { testShim } from "../../test/conformance/shim.ts";
import { startLauncher } from "./launcher.ts";

testShim(startLauncher);
