/// <reference types="node" />
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createBrotliDecompress } from 'node:zlib'

/** A browser that can be started: where it is, and what it needs around it. */
export interface FoundBrowser {
  executablePath: string
  args: string[]
  env?: Record<string, string>
}

const installed = [
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
]
const quiet = [
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The sentence to skip with when there is no browser. */
export const noBrowser = 'No Chromium here: set CHROMIUM_PATH, or run npx playwright install chromium.'

/**
 * Finds a Chromium for the browser tests: a named one, Playwright's own, an installed one, or the packed one that came
 * with npm. Null when there is none; with REQUIRE_BROWSER=1 that is an error instead.
 */
export async function findChromium(): Promise<FoundBrowser | null> {
  const found = named() ?? (await playwrightsOwn()) ?? installed.find(existsSync) ?? null
  if (found) return { executablePath: found, args: flags() }
  const packed = await unpacked()
  if (packed) return packed
  if (process.env.REQUIRE_BROWSER === '1') throw new Error(noBrowser)
  return null
}

function named(): string | null {
  const path = process.env.CHROMIUM_PATH
  if (path && !existsSync(path)) throw new Error(`CHROMIUM_PATH names ${path}, which does not exist.`)
  return path || null
}

async function playwrightsOwn(): Promise<string | null> {
  const { chromium } = await import('playwright-core')
  const path = chromium.executablePath()
  return path && existsSync(path) ? path : null
}

/** The packed browser brings its own system libraries, but puts them on the path only inside a Lambda. */
async function unpacked(): Promise<FoundBrowser | null> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return null
  try {
    const { default: packed } = await import('@sparticuz/chromium')
    const executablePath = await packed.executablePath()
    const libraries = join(tmpdir(), 'throughline-chromium-147')
    if (!existsSync(join(libraries, 'lib'))) await unpack(librariesArchive(), libraries)
    return {
      executablePath,
      args: flags(),
      env: { ...(process.env as Record<string, string>), LD_LIBRARY_PATH: join(libraries, 'lib') },
    }
  } catch {
    return null
  }
}

function librariesArchive(): string {
  const entry = fileURLToPath(import.meta.resolve('@sparticuz/chromium'))
  return join(dirname(entry), '..', '..', 'bin', 'al2023.tar.br')
}

async function unpack(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  const tar = spawn('tar', ['-x', '-C', folder], { stdio: ['pipe', 'ignore', 'ignore'] })
  const ended = once(tar, 'close')
  await pipeline(createReadStream(archive), createBrotliDecompress(), tar.stdin)
  await ended
}

/** Root may not use Chromium's sandbox; everybody else keeps it. */
function flags(): string[] {
  return process.getuid?.() === 0 ? ['--no-sandbox', ...quiet] : quiet
}
