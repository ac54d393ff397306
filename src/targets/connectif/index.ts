import type { Contact } from '../../contact.js'
import { InternalError } from '../../errors.js'
import type { ApiRequest, Target } from '../target.js'
import { connectifDialect } from './dialect.js'
import { probe } from './probe.js'
import { refusal, settle } from './response.js'
import { accountRate } from './wire.js'

/** Connectif: `PATCH /contacts/{email}`, one contact to a call, 100 calls a minute for the whole account. */
export const connectif: Target = {
  name: 'connectif',
  title: 'Connectif',
  operation: 'patch',
  summary: 'patch contacts in Connectif, by email',
  defaultBaseUrl: 'https://api.connectif.cloud',
  apiKeyVariable: 'CONNECTIF_API_KEY',
  batchSize: 1,
  rate: accountRate,
  dialect: connectifDialect,
  probe,
  lasting: (payload) => payload,
  // The vendor documents no case rules for addresses; two spellings of one may be one contact.
  orderKey: (key) => key.toLowerCase(),
  authorization: (apiKey) => ({ authorization: `apiKey ${apiKey}` }),
  request,
  settle,
  refusal,
}

function request(batch: readonly Contact[]): ApiRequest {
  const [contact] = batch
  if (contact === undefined || batch.length > 1)
    throw new InternalError('Connectif takes one contact to a call')
  const path = `/contacts/${encodeURIComponent(contact.key)}`
  return { method: 'PATCH', path, body: JSON.stringify(contact.payload) }
}
