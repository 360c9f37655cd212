import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { ask } from "../api/client.ts";
import { type Login, logIn } from "../api/login.ts";
import { messages } from "../messages.ts";

/** Asks who is there, and lets them in when the server knows them. */
export function LoginDialog(): JSX.Element {
  const [kind, setKind] = useState<Login["kind"]>("password");
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const login = loginOf(kind, new FormData(event.currentTarget as HTMLFormElement));
    setBusy(true);
    try {
      await ask("/api/v1/status", { login });
      logIn(login);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <main id="main" class="login" tabIndex={-1}>
      <form class="card stack" onSubmit={(event) => void submit(event)}>
        <h1>{messages.loginTitle}</h1>
        <fieldset class="segments">
          <legend class="hidden">{messages.loginKind}</legend>
          {(["password", "token"] as const).map((each) => (
            <label key={each}>
              <input type="radio" name="kind" checked={kind === each} onChange={() => setKind(each)} />
              <span>{messages.loginKinds[each]}</span>
            </label>
          ))}
        </fieldset>
        {kind === "password" ? <PasswordFields /> : <TokenField />}
        {problem === null ? null : (
          <p class="problem" role="alert">
            {problem}
          </p>
        )}
        <button type="submit" class="button primary" disabled={isBusy}>
          {messages.logIn}
        </button>
        <p class="hint">{messages.loginHint}</p>
      </form>
    </main>
  );
}

function PasswordFields(): JSX.Element {
  return (
    <>
      <label class="field">
        <span>{messages.userName}</span>
        <input name="name" autocomplete="username" required autofocus spellcheck={false} />
      </label>
      <label class="field">
        <span>{messages.password}</span>
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
    </>
  );
}

function TokenField(): JSX.Element {
  return (
    <label class="field">
      <span>{messages.token}</span>
      <input name="token" type="password" autocomplete="off" required autofocus />
    </label>
  );
}

function loginOf(kind: Login["kind"], form: FormData): Login {
  const text = (name: string): string => {
    const value = form.get(name);
    return typeof value === "string" ? value : "";
  };
  return kind === "token"
    ? { kind, token: text("token").trim() }
    : { kind, name: text("name"), password: text("password") };
}
