import assert from "node:assert/strict";
import { test } from "node:test";
import { whenCron } from "./when-cron.ts";

test("words of a cron line say the common forms", () => {
  const words = {
    "* * * * *": "every minute",
    "*/15 * * * *": "every 15 minutes",
    "0,30 * * * *": "every 30 minutes",
    "*/10 * * * * *": "every 10 seconds",
    "0 * * * *": "every hour",
    "5 * * * 1-5": "5 minutes past every hour from Monday to Friday",
    "0 */2 * * *": "every 2 hours",
    "30 2 * * *": "every day at 02:30",
    "30 0 2 * * ?": "every day at 02:00:30",
    "0 0,12 * * *": "every day at 00:00 and 12:00",
    "30 4 * * 1,4": "on Mondays and Thursdays at 04:30",
    "0 5 * * fri-sun": "from Friday to Sunday at 05:00",
    "0 3 1,15,L * *": "on the 1st, 15th and last day of each month at 03:00",
    "0 3 2,3,11,22 * *": "on the 2nd, 3rd, 11th and 22nd of each month at 03:00",
    "0 5 29 2 *": "on the 29th of February at 05:00",
    "0 9 * * 2#2": "on the second Tuesday of each month at 09:00",
    "0 17 * 3,9 5L": "on the last Friday of March and September at 17:00",
    "0 0 * 6-8 *": "every day in June, July and August at 00:00",
    "@daily": "every day at 00:00",
    "0 0 1 1 0": 'cron "0 0 1 1 0"',
    "*/20 9-17 * * *": 'cron "*/20 9-17 * * *"',
    "*/7 * * * *": 'cron "*/7 * * * *"',
  };
  const zone = "Europe/Berlin";
  const found = Object.keys(words).map((text) => [text, whenCron(text, { zone }).words]);
  assert.deepEqual(
    found,
    Object.entries(words).map(([text, said]) => [text, `${said} (Europe/Berlin)`]),
  );
});

test("whenCron() says in one sentence what is wrong with a line", () => {
  const reasons = {
    "0 0 31 2 *": "no year has such a day, so it would never happen",
    "0 0 30,31 feb *": "no year has such a day, so it would never happen",
    "0 24 * * *": 'the hours are 0 to 23, and "24" is none of them',
    "60 0 * * *": 'the minutes are 0 to 59, and "60" is none of them',
    "0 0 0 * *": 'the days of the month are 1 to 31, and "0" is none of them',
    "0 0 * FOO *": 'the months are 1 to 12 or a name like JAN, and "FOO" is none of them',
    "-5 * * * *": 'the minutes are 0 to 59, and "" is none of them',
    "0 0 , * *": 'the days of the month are 1 to 31, and "" is none of them',
    "*/90 * * * *": 'the step of "*/90" in the minutes is a number from 1 to 59',
    "*/0 * * * *": 'the step of "*/0" in the minutes is a number from 1 to 59',
    "0 22-4 * * *": '"22-4" in the hours runs backwards: write 22-23,0-4',
    "1/2/3 * * * *": 'the minutes have two steps in "1/2/3"',
    "1-2-3 * * * *": 'the minutes have two dashes in "1-2-3"',
    "0 0 * * 1#6": '"1#6" in the days of the week is no nth day: write 2#1 for the first Tuesday, up to 2#5',
  };
  for (const [text, reason] of Object.entries(reasons)) {
    const message = `Cannot read the cron line "${text}": ${reason}`;
    assert.throws(() => whenCron(text, { zone: "UTC" }), { name: "SyntaxError", message });
  }
  for (const text of [
    "",
    "* * * *",
    "0 0 0 1 1 * 2026",
    "@reboot",
    "\u0000",
    "1,".repeat(5000),
    "x".repeat(10_000),
  ]) {
    assert.throws(
      () => whenCron(text, { zone: "UTC" }),
      /^SyntaxError: Cannot read the cron line "[^\n]{0,300}$/,
    );
  }
});

test("whenCron() names the zone that it does not know, and the one that was meant", () => {
  assert.throws(() => whenCron("@daily", { zone: "Europe/Berln" }), {
    name: "SyntaxError",
    message: 'Cannot find the time zone "Europe/Berln": did you mean Europe/Berlin?',
  });
  for (const zone of ["", "Mars/Olympus", "Mars/".repeat(2000)]) {
    assert.throws(
      () => whenCron("@daily", { zone }),
      /^SyntaxError: Cannot find the time zone "[^\n]{0,80}: write one/,
    );
  }
});

test("next() has no instant past the year 9999", () => {
  assert.equal(whenCron("@daily", { zone: "UTC" }).next(Date.UTC(10_000, 0)), null);
});
