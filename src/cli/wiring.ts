import { targets } from '../targets/index.js'
import type { Rooms } from './rooms.js'

/** The real rooms. Each is loaded when a command needs it: HTTP alone takes longer to load than `--help` to run. */
export const rooms: Rooms = {
  targets,
  sync: async () => (await import('../delivery/sync.js')).sync,
  plan: async () => (await import('../delivery/plan.js')).plan,
  explain: async () => (await import('../delivery/explain.js')).explainRow,
  guessMapping: async () => (await import('../delivery/guess-mapping.js')).guessMapping,
  resume: async () => {
    const [{ resume }, { standIn }] = await Promise.all([
      import('../delivery/resume.js'),
      import('../sandbox/stand-in.js'),
    ])
    return (folder, overrides, controls) => resume({ ...overrides, folder, targets, standIn }, controls)
  },
  rebuildReports: async () => (await import('../journal/rebuild.js')).rebuildReports,
  standIn: async () => (await import('../sandbox/stand-in.js')).standIn,
  startSandbox: async () => (await import('../sandbox/sandbox.js')).startSandbox,
}
