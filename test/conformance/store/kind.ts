import type { Store } from "../../../src/store/mod.ts";

/** How a program opens a store: a function that src/store/mod.ts exports, and what it is given. */
export interface StoreLocation {
  readonly opener: string;
  readonly options: unknown;
}

/** An open store and what a test may do to it. Its disposal closes the store and leaves nothing of it. */
export interface OpenedStore extends AsyncDisposable {
  /** The store; another object after `reopen`. */
  readonly store: Store;
  readonly location: StoreLocation;
  /** Closes it, and opens it again on the same data. */
  reopen(): Promise<void>;
  /** What the database itself finds wrong with its data. */
  faults(): Promise<readonly string[]>;
}

/** A store on a medium that takes a few megabytes. */
export interface SmallStore extends OpenedStore {
  /** Makes room for one megabyte more. */
  makeRoom(): Promise<void>;
}

/** One implementation of the contract. */
export interface StoreKind {
  /** A new store, empty. */
  readonly open: () => Promise<OpenedStore>;
  /** A store as version 1 of the tables kept it, with what store/versions.ts expects. */
  readonly openVersion1: () => Promise<OpenedStore>;
  /** Tries to open a store whose tables are of a later version, 1000. */
  readonly openNewer: () => Promise<OpenedStore>;
  readonly openSmall: () => Promise<SmallStore>;
  /** Opens what `backup` wrote. */
  readonly openCopy: (path: string) => Promise<OpenedStore>;
}
