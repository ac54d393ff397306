import { targets } from '../targets/index.js'
import type { Rooms } from './rooms.js'

/** The real rooms. Each is loaded when a command needs it: HTTP alone takes longer to load than `--help` to run. */
export const rooms: Rooms = {
  targets,
  sync: async () => (await import('../delivery/sync.js')).sync,
  plan: async () => (await import('../delivery/plan.js')).plan,
  resume: async () => (await import('../delivery/resume.js')).resume,
  rebuildReports: async () => (await import('../journal/rebuild.js')).rebuildReports,
  standIn: async () => (await import('../sandbox/stand-in.js')).standIn,
  startSandbox: async () => (await import('../sandbox/sandbox.js')).startSandbox,
}
