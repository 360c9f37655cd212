/** What `doctor` found about one thing. */
export interface Finding {
  /** What was looked at. */
  readonly name: string;
  /** `lacks`: something needs it and would fail; `note`: worth knowing, or needed by something that few use. */
  readonly state: "good" | "note" | "lacks";
  readonly detail: string;
  /** How to put it right. */
  readonly remedy?: string;
}
