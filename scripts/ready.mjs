// Makes a clone ready to run: installs what package-lock.json names and builds what changed. Fast when nothing did.
// Plain Node without packages, because it runs before anything is installed.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(import.meta.dirname, '..')
const oldestNode = [20, 19]

/** What is built, from which sources, by which commands. */
const parts = {
  server: {
    says: 'Building the server',
    sources: ['runtime', 'nodes', 'tsconfig.base.json', 'package-lock.json'],
    proof: 'dist/runtime/cli/main.js',
    command: ['node_modules/typescript/bin/tsc', '-b', 'runtime/cli'],
  },
  designer: {
    says: 'Building the designer',
    sources: [
      'designer',
      'runtime/sdk',
      'runtime/core',
      'runtime/api',
      'runtime/simulator',
      'nodes',
      'vite.config.ts',
      'package-lock.json',
    ],
    proof: 'dist/designer/index.html',
    command: ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error'],
  },
  widget: {
    says: 'Building the chat widget',
    sources: [
      'runtime/channels/webchat/widget',
      'runtime/channels/webchat/page',
      'vite.widget.config.ts',
      'package-lock.json',
    ],
    proof: 'dist/widget/widget.js',
    command: ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.widget.config.ts', '--logLevel', 'error'],
  },
}

/** Installs and builds whatever is missing or older than its sources. Throws with one sentence when it cannot. */
export async function ready() {
  checkNode()
  await install()
  linkCommand()
  const stamps = readStamps()
  const stale = Object.entries(parts)
    .map(([name, part]) => ({ name, ...part, print: fingerprint(part.sources) }))
    .filter(({ name, print, proof }) => stamps[name] !== print || !existsSync(join(root, proof)))
  if (stale.length === 0) return
  for (const part of stale) say(`${part.says}…`)
  await Promise.all(
    stale.map((part) => run(process.execPath, part.command, `${part.says} failed. The lines above say why.`)),
  )
  for (const { name, print } of stale) stamps[name] = print
  writeFileSync(join(root, 'dist/.ready.json'), JSON.stringify(stamps))
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const enough = major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])
  if (!enough)
    throw new Error(
      `Throughline needs Node ${oldestNode.join('.')} or later; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
    )
}

async function install() {
  const lock = join(root, 'package-lock.json')
  const stamp = join(root, 'node_modules/.throughline')
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  // Somebody who ran npm themselves has what is needed already.
  const installed = join(root, 'node_modules/.package-lock.json')
  const fresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs
  if (!fresh) {
    say('Installing packages (a few minutes the first time)…')
    const npm = process.env.npm_execpath
    // Not `npm ci`: it refuses a lock without the packages of platforms that a registry does not carry. Versions are the lock’s all the same.
    const args = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
    const failed = 'Installing failed. The lines above say why.'
    if (npm?.endsWith('.js')) await run(process.execPath, [npm, ...args], failed)
    else await run('npm', args, failed)
  }
  writeFileSync(stamp, wanted)
}

/** npm links the commands of dependencies, but not a package's own: `npx throughline` needs this one. */
function linkCommand() {
  const link = join(root, 'node_modules/.bin/throughline')
  if (process.platform === 'win32' || lstatSync(link, { throwIfNoEntry: false })) return
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true })
  symlinkSync('../../bin/throughline.js', link)
}

function readStamps() {
  try {
    return JSON.parse(readFileSync(join(root, 'dist/.ready.json'), 'utf8'))
  } catch {
    mkdirSync(join(root, 'dist'), { recursive: true })
    return {}
  }
}

/** Changes when a source file is added, changed or removed. Tests are no sources of a build. */
function fingerprint(sources) {
  const hash = createHash('sha256')
  const open = sources.map((source) => join(root, source))
  while (open.length > 0) {
    const path = open.pop()
    const stat = statSync(path, { throwIfNoEntry: false })
    if (stat?.isDirectory())
      open.push(
        ...readdirSync(path)
          .sort()
          .map((name) => join(path, name)),
      )
    else if (stat && !/\.test\.tsx?$|\.md$/.test(path)) hash.update(`${path}\n${stat.size}\n${stat.mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function run(command, args, failed) {
  return new Promise((done, refuse) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
    child.on('error', () => refuse(new Error(failed)))
    child.on('exit', (code) => (code === 0 ? done() : refuse(new Error(failed))))
  })
}

function say(line) {
  process.stderr.write(`${line}\n`)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ready().catch((error) => {
    say(error.message)
    process.exit(1)
  })
}
