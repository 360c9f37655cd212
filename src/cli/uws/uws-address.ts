/**
 * Whether what stands where a job's id, or a type, is wanted is an address: that of a job, or of a job list, of any UWS
 * service.
 */
export function isUwsAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
