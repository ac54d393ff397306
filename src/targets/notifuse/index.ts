import type { Contact } from '../../contact.js'
import type { JsonObject } from '../../json.js'
import type { ApiRequest, Target } from '../target.js'
import { notifuseDialect } from './dialect.js'
import { probe } from './probe.js'
import { refusal, settle } from './response.js'
import { maxContactsPerCall } from './wire.js'

/** Notifuse, API v2: `POST /contacts.upsert`, 50 contacts to a call. It says nothing about its rate limit. */
export const notifuse: Target = {
  name: 'notifuse',
  title: 'Notifuse',
  operation: 'upsert',
  summary: `upsert contacts into Notifuse, ${maxContactsPerCall} to a call`,
  defaultBaseUrl: 'https://api.notifuse.com/v2',
  apiKeyVariable: 'NOTIFUSE_API_KEY',
  batchSize: maxContactsPerCall,
  rate: undefined,
  dialect: notifuseDialect,
  probe,
  lasting,
  orderKey: (key) => key,
  authorization: (apiKey) => ({ authorization: `Bearer ${apiKey}` }),
  request,
  settle,
  refusal,
}

/** `createdAt` is used only when the contact is inserted. */
function lasting(payload: JsonObject): JsonObject {
  if (!('createdAt' in payload)) return payload
  const { createdAt: _, ...rest } = payload
  return rest
}

function request(batch: readonly Contact[]): ApiRequest {
  const contacts = batch.map((contact) => contact.payload)
  return { method: 'POST', path: '/contacts.upsert', body: JSON.stringify({ contacts }) }
}
