import { ask } from "./client.ts";
import { loginState } from "./login.ts";

/** Saves a file from the server: the browser does it by itself where no login has to be shown. */
export async function downloadFile(path: string, name: string): Promise<void> {
  if (loginState.get().login === null) return save(path, name);
  const response = await ask(path);
  const address = URL.createObjectURL(await response.blob());
  save(address, name);
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function save(address: string, name: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
