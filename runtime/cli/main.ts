import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { root } from '#server/root'
import { failUnexpectedly } from './print.ts'

/** What every command's options may hold. */
type Options = Record<string, unknown>

// Whoever closed the pipe (`| head`) has read enough; any other fault of the output is one.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') failUnexpectedly(error)
})

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }

const program = new Command('throughline')
  .description('Draws, proves and runs customer journeys across channels.')
  .version(version)
  .showHelpAfterError('Run `throughline --help`, or `throughline <command> --help`, to see what there is.')
  // A command written wrongly is told apart from one that could not do its work.
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .addHelpText(
    'after',
    `
From a drawing to customers:
  $ throughline check journey.json              every problem, with the path that shows it
  $ throughline simulate journey.json           its scenarios, on a virtual clock
  $ throughline export journey.json             a frozen, hashed release: <id>.release.json
  $ throughline deploy <id>.release.json        to the server that runs here, or --server URL
  $ throughline rollback billing-question       back to the release before

Every command takes --json, and answers with exit code 1 when something is not as it should be, and with 2 when it was
written wrongly.`,
  )

const json = ['--json', 'answer with JSON instead of words'] as const

/** An option's value or an argument that must not be empty, which is what an unset variable of a shell leaves. */
function given(value: string): string {
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.')
  return value
}

function numberFrom(least: number, most: number) {
  return (value: string): string => {
    if (!/^\d+$/.test(value) || Number(value) < least || Number(value) > most)
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
    return value
  }
}

program
  .command('serve')
  .description('Start the server: designer, desk, channels and engine.')
  .option('--port <number>', 'the port to listen on; 0 takes any free one (PORT, default 4100)', numberFrom(0, 65_535))
  .option('--host <address>', 'the address to listen on (HOST, default 127.0.0.1)', given)
  .option('--data <folder>', 'the folder everything is kept in (THROUGHLINE_DATA, default .throughline)', given)
  .option('--public-url <url>', 'the address the world reaches this server under (THROUGHLINE_PUBLIC_URL)', given)
  .option('--insecure-public', 'let the network in without https')
  .option(...json)
  .addHelpText(
    'after',
    `
It prints one link with a one-time token. Whoever opens it first is signed in as the admin.

  $ throughline serve
  $ throughline serve --port 0 --data /srv/throughline
  $ THROUGHLINE_PUBLIC_URL=https://care.example.com HOST=0.0.0.0 throughline serve

Settings: command line, then environment, then config.json in the data folder.`,
  )
  .action(async (options: Options) => (await import('./serve.ts')).serveCommand(options))

program
  .command('check')
  .description('Say everything that is wrong with journeys, why it matters, and a path that shows it.')
  .argument('<files...>', 'journeys or protocols; a folder stands for the journey.json in it')
  .option(...json)
  .addHelpText(
    'after',
    `
Protocols and sub-journeys are found by their id: in the journey's folder, the folders above it, and protocols/ folders
beside those. So is workspace.json, in the folder or one above.

  $ throughline check examples/billing-question/journey.json
  $ throughline check journeys/*/journey.json --json

Exit code 1 when there is an error. Warnings and tips leave it at 0.`,
  )
  .action(async (files: string[], options: Options) => (await import('./check.ts')).checkCommand(files, options))

program
  .command('simulate')
  .description('Run scenarios through a journey on a virtual clock.')
  .argument('<file>', 'the journey', given)
  .option('--scenario <file>', 'the scenario to run; all of scenarios/*.json beside the journey when left out', given)
  .option(...json)
  .addHelpText(
    'after',
    `
  $ throughline simulate examples/billing-question/journey.json
  $ throughline simulate journey.json --scenario scenarios/answers-by-phone.json --json

Exit code 1 when an expectation is not met.`,
  )
  .action(async (file: string, options: Options) => (await import('./simulate.ts')).simulateCommand(file, options))

program
  .command('compile')
  .description('Write a journey as a module whose only import is xstate.')
  .argument('<file>', 'the journey', given)
  .addOption(new Option('--to <format>', 'what to compile to').choices(['xstate']).makeOptionMandatory())
  .requiredOption('--out <file>', 'where to write the module', given)
  .option(...json)
  .addHelpText(
    'after',
    `
  $ throughline compile --to xstate journey.json --out journey.machine.mjs

The module exports \`machine\`, and \`inputFor(event)\`, which makes the input of a new run:

  import { createActor } from 'xstate'
  import { inputFor, machine } from './journey.machine.mjs'
  const effect = (_, { effect }) => console.log(effect)
  const actor = createActor(machine.provide({ actions: { effect } }), {
    input: inputFor({ type: 'message.received', channel: 'email', text: 'Hello', at: Date.now() }),
  })
  actor.start()`,
  )
  .action(async (file: string, options: Options & { out: string }) =>
    (await import('./compile.ts')).compileCommand(file, options),
  )

program
  .command('export')
  .description('Freeze a checked journey as a release file and print its hash.')
  .argument('<file>', 'the journey', given)
  .option('--out <path>', 'the file or folder to write to (default <id>.release.json here)', given)
  .option(...json)
  .addHelpText(
    'after',
    `
The release carries everything it uses: protocols, sub-journeys, the workspace. Secrets are in it by name only.

  $ throughline export examples/billing-question/journey.json

A journey with errors is not exported, and nothing is written.`,
  )
  .action(async (file: string, options: Options) => (await import('./export.ts')).exportCommand(file, options))

/** Commands that ask a running server. */
function remote(name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .option('--server <url>', 'the server (THROUGHLINE_SERVER; default: the one that runs on the data folder)', given)
    .option('--token <token>', 'a token of that server (THROUGHLINE_TOKEN)', given)
    .option(
      '--data <folder>',
      'the data folder of the server that runs here (THROUGHLINE_DATA, default .throughline)',
      given,
    )
    .option(...json)
}

remote('deploy', 'Send a release to a running server and make it current.')
  .argument('<file>', 'what `throughline export` wrote', given)
  .addHelpText(
    'after',
    `
The server proves that the file is unchanged, checks it again, and refuses it when it lacks a queue, a secret or a step
type that the release names. Runs under way stay on their release.

  $ throughline deploy billing-question.release.json
  $ throughline deploy billing-question.release.json --server https://care.example.com --token …`,
  )
  .action(async (file: string, options: Options) => (await import('./deploy.ts')).deployCommand(file, options))

remote('releases', 'List the releases of a journey, or of all, newest first.')
  .argument('[journey]', 'a journey’s id', given)
  .addHelpText('after', '\n  $ throughline releases billing-question')
  .action(async (journey: string | undefined, options: Options) =>
    (await import('./releases.ts')).releasesCommand(journey, options),
  )

remote('rollback', 'Make the release before the current one current again.')
  .argument('<journey>', 'a journey’s id', given)
  .addHelpText(
    'after',
    '\nNew runs start on it; runs under way stay where they are.\n\n  $ throughline rollback billing-question',
  )
  .action(async (journey: string, options: Options) =>
    (await import('./releases.ts')).rollbackCommand(journey, options),
  )

remote('runs', 'List runs: where each is and what it waits for.')
  .option('--journey <id>', 'only runs of this journey', given)
  .addOption(new Option('--status <status>', 'only these runs').choices(['active', 'ended', 'parked', 'discarded']))
  .option('--limit <number>', 'at most so many (default 100)', numberFrom(1, 1000))
  .addHelpText(
    'after',
    '\n  $ throughline runs --status parked\n  $ throughline runs --journey billing-question --json',
  )
  .action(async (options: Options) => (await import('./runs.ts')).runsCommand(options))

remote('replay', 'Step a run’s journal again on this build and say where it first differs.')
  .argument('<run>', 'a run’s id', given)
  .addHelpText(
    'after',
    `
Every turn is stepped with the event that was recorded, and its path compared; at the end, what the run knows and where
it rests. Nothing is sent and nothing changes. Exit code 1 at the first difference.

  $ throughline replay 0b7c…
  $ throughline replay 0b7c… --json

JSON: { run, release, equal, difference, turns }
  difference  null, or { turn, what: "path" | "state", was, now }
  turns       up to the first difference: { turn, event, was, now, equal }, with paths as ["step/outcome", …]`,
  )
  .action(async (run: string, options: Options) => (await import('./replay.ts')).replayCommand(run, options))

await program.parseAsync().catch(failUnexpectedly)
