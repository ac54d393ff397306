import type { Contact } from '../../../src/contact.js'
import type { ApiRequest, Target } from '../../../src/targets/target.js'
import { postbirdDialect } from './dialect.js'
import { refusal, settle } from './response.js'
import { maxMembersPerCall } from './wire.js'

/**
 * Postbird, an API that does not exist: the example of docs/architecture.md. `POST /members.import`, 20 members to a
 * call. In `src/targets` this would be a target like any other.
 */
export const postbird: Target = {
  name: 'postbird',
  title: 'Postbird',
  operation: 'import',
  summary: `import members into Postbird, ${maxMembersPerCall} to a call`,
  defaultBaseUrl: 'https://api.postbird.example/v1',
  apiKeyVariable: 'POSTBIRD_API_KEY',
  batchSize: maxMembersPerCall,
  // It documents no limit: the engine finds it.
  rate: undefined,
  dialect: postbirdDialect,
  lasting: (payload) => payload,
  // It compares addresses without case, so two spellings of one address are one member.
  orderKey: (email) => email.toLowerCase(),
  authorization: (apiKey) => ({ authorization: `Token ${apiKey}` }),
  request,
  settle,
  refusal,
}

function request(batch: readonly Contact[]): ApiRequest {
  const members = batch.map(({ payload }) => payload)
  return { method: 'POST', path: '/members.import', body: JSON.stringify({ members }) }
}
