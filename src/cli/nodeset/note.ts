/** Tells the user something that does not stop the work, on standard error; nothing with `-q`. */
export type Note = (text: string) => Promise<void>;
