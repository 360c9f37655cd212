/** What the view of schedules says. */
export const schedulesMessages = {
  title: "Schedules",
} as const;
