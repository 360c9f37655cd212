/** What is asked before something is done. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** The button that does it. */
  readonly action: string;
  /** It can't be taken back. */
  readonly isDangerous?: boolean;
}
