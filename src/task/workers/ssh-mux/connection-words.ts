/**
 * Whether a word of ssh_config(5), in small letters, speaks of the connection alone: of how a node is found, reached and
 * known, and not of what is asked of it once it is reached. A word that nobody here knows does not. Forwarding of the agent
 * and of the screen, and how connections are shared, is told by options of ours, which come first.
 */
export function isAboutConnection(word: string): boolean {
  return WORDS.has(word) || word.startsWith("gssapi");
}

const WORDS: ReadonlySet<string> = new Set(
  `addressfamily addkeystoagent batchmode bindaddress bindinterface casignaturealgorithms certificatefile
  challengeresponseauthentication checkhostip ciphers compression connectionattempts connecttimeout controlmaster controlpath
  controlpersist enablesshkeysign fingerprinthash forwardagent forwardx11 forwardx11timeout forwardx11trusted
  globalknownhostsfile hashknownhosts hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes hostkeyalgorithms
  hostkeyalias hostname identitiesonly identityagent identityfile ipqos kbdinteractiveauthentication
  kbdinteractivedevices kexalgorithms knownhostscommand macs nohostauthenticationforlocalhost numberofpasswordprompts
  passwordauthentication pkcs11provider port preferredauthentications proxycommand proxyjump proxyusefdpass
  pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication rekeylimit requiredrsasize revokedhostkeys
  securitykeyprovider serveralivecountmax serveraliveinterval stricthostkeychecking tcpkeepalive updatehostkeys user
  userknownhostsfile verifyhostkeydns visualhostkey xauthlocation`.split(/\s+/),
);
