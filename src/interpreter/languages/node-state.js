// What the two threads of the interpreter know of the command that runs: one word that both change by compare-and-exchange.

/** Nothing runs, and nothing may be interrupted. */
export const IDLE = 0;
/** A command is on its way from the channel's thread to the main one. */
export const QUEUED = 1;
/** It was interrupted on its way or while it waited, and shall not go on. */
export const CANCELLED = 2;
/** The main thread is where SIGINT ends what it does, and stays there until the state is another. */
export const RUNNING = 3;
/** It does what must not be left half done, as a message half sent. */
export const TELLING = 4;
/** The same, and it is to be interrupted after that. */
export const TELLING_LAST = 5;
/** SIGINT is sent, or about to be: the main thread waits for it. */
export const INTERRUPTING = 6;
/** The command waits for events. No signal is needed, and none is sent. */
export const AWAITING = 7;

/** The places of the shared words: the state, and whether the signal has been sent. */
export const STATE = 0;
export const SENT = 1;
