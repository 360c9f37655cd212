import type { ParameterView } from "../../../../src/server/api.ts";

/** What a field of any kind is given. */
export interface FieldProps {
  readonly spec: ParameterView;
  readonly texts: readonly string[];
  readonly files: readonly File[];
  readonly mistake: string | null;
  readonly onTexts: (texts: readonly string[]) => void;
  readonly onFiles: (files: readonly File[]) => void;
}

/** What an input is given, so that its label and what is said of it belong to it. */
export interface InputProps {
  readonly id: string;
  readonly "aria-describedby": string | undefined;
  readonly "aria-invalid": boolean;
}
