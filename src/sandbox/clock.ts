/** Milliseconds since the epoch, with fractions, and never going back while the process lives. */
export function wallClock(): number {
  return performance.timeOrigin + performance.now()
}

/** `Retry-After` for an instant: whole seconds from now, rounded up, or an HTTP date. */
export function retryAfter(form: 'seconds' | 'date', now: number, until: number): string {
  if (form === 'seconds') return String(Math.max(0, Math.ceil((until - now) / 1000)))
  return new Date(Math.ceil(until / 1000) * 1000).toUTCString()
}
