import { testLanguage } from "../../../test/conformance/interpreter.ts";
import { python } from "./python.ts";

testLanguage(python, "python3", {
  keep: "kept = 7",
  recall: "kept",
  fortyTwo: "6 * 7",
  write: "import sys; print('out'); print('err', file=sys.stderr)",
  writeBelow: "import subprocess; subprocess.run(['echo', 'below']); None",
  writeMuch: (bytes) => `print('x' * ${bytes}, end='')`,
  raise: "raise ValueError('no such thing')",
  nonsense: "def def",
  exit: "import sys; sys.exit(0)",
  die: "import os; os._exit(0)",
  killItself: "import os; os.kill(os.getpid(), 9)",
  readStdin: "import sys; sys.stdin.readline() != ''",
  loopForEver: "import time\nwhile True: time.sleep(0.01)",
  loopStubbornly:
    "import signal, time\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: time.sleep(0.01)",
  closeStreams: "import os\nfor descriptor in range(3): os.close(descriptor)",
  closeAll: "import os, time; os.closerange(0, 1024); time.sleep(60)",
  leaveBehind: (seconds) =>
    `import subprocess; subprocess.Popen(['sleep', '${seconds}'], start_new_session=True); None`,
});
