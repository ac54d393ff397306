import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A key and a certificate that signs itself, as files and as text. */
export interface Certificate {
  readonly certFile: string
  readonly key: string
  readonly cert: string
}

const openssl = 'openssl'

/** True where `openssl` can make certificates; tests that need one are skipped elsewhere. */
export const canMakeCertificates = runs(openssl, ['version'])

export function makeCertificate(folder: string, host: string): Certificate {
  const [keyFile, certFile] = [join(folder, `${host}.key`), join(folder, `${host}.pem`)]
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`]
  const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2']
  execFileSync(openssl, [...request, '-keyout', keyFile, '-out', certFile, ...subject], { stdio: 'ignore' })
  return { certFile, key: readFileSync(keyFile, 'utf8'), cert: readFileSync(certFile, 'utf8') }
}

function runs(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
