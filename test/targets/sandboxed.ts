import type { ApiName, Sandbox } from '../../src/sandbox/sandbox.js'
import { baseUrlOf, testSandbox } from '../delivery/harness.js'
import type { Api } from './conformance.js'

/** An API that the sandbox stands in for. */
export function sandboxed(api: ApiName, firstName: (sandbox: Sandbox, key: string) => unknown) {
  return async (apiKey: string): Promise<Api> => {
    const sandbox = await testSandbox({ keys: [apiKey] })
    return {
      baseUrl: baseUrlOf(sandbox, api),
      firstName: (key) => firstName(sandbox, key),
      refuseContact: (key) => void sandbox.faults.add({ fault: 'refused', api, key }),
      refuseAll: (status) => void sandbox.faults.add(`${status}:api=${api}`),
      relent: () => sandbox.faults.clear(),
    }
  }
}
