import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

/** Where Chromium lies: what `CHROMIUM` says, else where Debian puts it; undefined where there is none. */
export const chromiumPath = [process.env.CHROMIUM, '/usr/bin/chromium'].find(
  (file) => file !== undefined && existsSync(file),
)

/** A report opened from disk, with everything that went wrong on it. */
export interface OpenReport {
  readonly page: Page
  /** Console messages, errors, dialogs, and requests for anything but the page. */
  readonly complaints: readonly string[]
}

/** A headless Chromium that opens reports from disk. */
export class ReportBrowser {
  readonly #browser: Browser
  readonly #folder: string
  #opened = 0

  private constructor(browser: Browser, folder: string) {
    this.#browser = browser
    this.#folder = folder
  }

  static async launch(executablePath: string): Promise<ReportBrowser> {
    const quiet = ['gpu', 'quic', 'background-networking', 'component-update', 'sync'].map(
      (name) => `--disable-${name}`,
    )
    const browser = await chromium.launch({
      executablePath,
      args: ['--no-sandbox', '--no-first-run', ...quiet],
    })
    return new ReportBrowser(browser, await mkdtemp(path.join(tmpdir(), 'contact-sync-report-')))
  }

  async open(report: string, options: BrowserContextOptions = {}): Promise<OpenReport> {
    const file = path.join(this.#folder, `report-${++this.#opened}.html`)
    await writeFile(file, report)
    const { href } = pathToFileURL(file)
    const page = await this.#browser.newPage(options)
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(`console: ${message.text()}`))
    page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
    page.on('request', (request) => {
      if (request.url() !== href && request.url() !== 'data:,') complaints.push(`request: ${request.url()}`)
    })
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`)
      void dialog.dismiss()
    })
    await page.goto(href)
    return { page, complaints }
  }

  async close(): Promise<void> {
    await this.#browser.close()
    await rm(this.#folder, { recursive: true, force: true })
  }
}
