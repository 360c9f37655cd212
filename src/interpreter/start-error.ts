/** Why an interpreter could not be started, in one sentence. */
export class StartError extends Error {
  readonly code: "missing" | "ended" | "silent" | "wrong-protocol" | "cancelled";

  constructor(code: StartError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StartError";
    this.code = code;
  }
}
