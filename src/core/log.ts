/** Where a long-running process says what it does: one line a message. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A log on a stream (standard error unless told), with the instant and the level before each line. */
export function streamLog(name: string, stream: { write(text: string): unknown } = process.stderr): Log {
  const write = (level: string, message: string): void => {
    stream.write(`${new Date().toISOString()} ${level} ${name}: ${message.replaceAll("\n", "\\n")}\n`);
  };
  return {
    info: (message) => write("info", message),
    warn: (message) => write("warn", message),
    error: (message) => write("error", message),
  };
}
