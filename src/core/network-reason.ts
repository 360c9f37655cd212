import { messageOf, systemCode } from "./error.ts";

/** Why a request came to no answer, for a sentence that goes on with it: of what `fetch` or a socket threw. */
export function networkReason(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  if (cause instanceof Error && cause.name === "TimeoutError") return "it does not answer in time";
  return reasons[systemCode(cause) ?? ""] ?? messageOf(cause);
}

const noHost = "there is no host of that name";
const broken = "the connection broke";
const silent = "the host does not answer";
const unknownSigner =
  "nobody who is trusted here has signed its certificate; NODE_EXTRA_CA_CERTS names a file of others to trust";

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: noHost,
  EAI_AGAIN: noHost,
  ECONNRESET: broken,
  EPIPE: broken,
  UND_ERR_SOCKET: broken,
  EHOSTUNREACH: silent,
  ENETUNREACH: silent,
  ETIMEDOUT: silent,
  UND_ERR_CONNECT_TIMEOUT: silent,
  ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS; perhaps its address begins with http:",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
  CERT_HAS_EXPIRED: "its certificate has expired",
  CERT_NOT_YET_VALID: "its certificate is not valid yet",
  DEPTH_ZERO_SELF_SIGNED_CERT: unknownSigner,
  SELF_SIGNED_CERT_IN_CHAIN: unknownSigner,
  UNABLE_TO_GET_ISSUER_CERT: unknownSigner,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownSigner,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: unknownSigner,
};
