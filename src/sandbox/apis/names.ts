/** The APIs that the sandbox stands in for. */
export const apiNames = ['notifuse', 'connectif'] as const
export type ApiName = (typeof apiNames)[number]
