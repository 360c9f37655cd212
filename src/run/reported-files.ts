import type { Attempt } from "../job/mod.ts";
import type { EndReport, FoundFile, ItemReportWithFiles } from "./agent-protocol.ts";
import { findFiles } from "./found-files.ts";
import type { ResultFiles } from "./result-files.ts";

/**
 * The files that reports tell of. They are published before the report is recorded: one that comes again after supervisor
 * and agent died between the two finds an empty folder, and what it says is made good from what was published.
 */
export class ReportedFiles {
  readonly #files: ResultFiles;

  constructor(files: ResultFiles) {
    this.#files = files;
  }

  /** Publishes the files of items. @returns the reports, with the files that are there */
  async publishItems(
    reports: readonly ItemReportWithFiles[],
    attempt: Attempt,
    attemptFolder: string,
  ): Promise<readonly ItemReportWithFiles[]> {
    const { job, id } = attempt;
    for (const report of reports)
      if (report.files.length > 0)
        this.#files.publish(attemptFolder, job, id, `results/${report.index}`, partOf(report));
    const found = reports.map(async (report) => ({
      ...report,
      files: await this.#found(report.files, attempt, partOf(report)),
    }));
    return Promise.all(found);
  }

  /** Publishes all that an attempt has left. @returns the report, with what is there */
  async publish(report: EndReport, attempt: Attempt, attemptFolder: string): Promise<EndReport> {
    const { job, id, item } = attempt;
    if (item !== null && report.files.length > 0) this.#files.publish(attemptFolder, job, id, "results");
    const items = await this.publishItems(report.items, attempt, attemptFolder);
    const outputs = ["stdout", "stderr"] as const;
    if (!report.outputEnclosed)
      for (const stream of outputs) this.#files.publish(attemptFolder, job, id, stream);
    const [stdoutBytes = 0, stderrBytes = 0] = outputs.map((stream) => this.#files.sizeOf(job, id, stream));
    const isPublished = report.outputEnclosed && stdoutBytes + stderrBytes > 0;
    return {
      ...report,
      ...(isPublished ? { outputEnclosed: false, stdoutBytes, stderrBytes } : {}),
      files: item === null ? report.files : await this.#found(report.files, attempt, "results"),
      items,
    };
  }

  /** Removes what tries have left that are done again. */
  async forget({ job, id }: Attempt, places: ReadonlySet<string>): Promise<void> {
    for (const place of places) await this.#files.forget(job, id, `results/${place}`);
  }

  async #found(
    files: readonly FoundFile[],
    { job, id }: Attempt,
    part: string,
  ): Promise<readonly FoundFile[]> {
    return files.length > 0 ? files : (await findFiles(this.#files.path(job, id, part))).files;
  }
}

/** Where an item's files are published below `results`: those of each try apart, so that a report finds its own. */
export function placeOfItem({ index, try: count }: Pick<ItemReportWithFiles, "index" | "try">): string {
  return count === 0 ? String(index) : `${index}.${count}`;
}

function partOf(report: ItemReportWithFiles): string {
  return `results/${placeOfItem(report)}`;
}
