import { defineConfig } from "runyard/jobs";
import { columnStatistics } from "./column-statistics.ts";

export default defineConfig({
  server: { host: "127.0.0.1", port: 8211 },
  store: "./data",
  jobs: {
    statistics: {
      title: "Statistics of tables",
      description: "Count, range, mean and standard deviation of every column of numbers, one table an item",
      function: columnStatistics,
      agenda: "{tables}",
      parameters: {
        tables: {
          type: "file",
          title: "Tables",
          description: "CSV with a header",
          required: true,
          multiple: true,
        },
      },
      limits: { duration: "5m", destruction: "7d" },
    },
  },
});
