import { Command } from 'commander'

/** What every command's options may hold. */
type Options = Record<string, unknown>

const program = new Command('throughline')
  .description('Draws, proves and runs customer journeys across channels.')
  .version('0.1.0')
  .showHelpAfterError('Run `throughline --help`, or `throughline <command> --help`, to see what there is.')
  .addHelpText(
    'after',
    `
From a drawing to customers:
  $ throughline check journey.json              every problem, with the path that shows it
  $ throughline simulate journey.json           its scenarios, on a virtual clock
  $ throughline export journey.json             a frozen, hashed release: journey.release.json
  $ throughline deploy journey.release.json     to the server that runs here, or --server URL
  $ throughline rollback billing-question       back to the release before

Every command takes --json, and answers with exit code 1 when something is not as it should be.`,
  )

const json = ['--json', 'answer with JSON instead of words'] as const

program
  .command('serve')
  .description('Start the server: designer, desk, channels and engine.')
  .option('--port <number>', 'the port to listen on; 0 takes any free one (PORT, default 4100)')
  .option('--host <address>', 'the address to listen on (HOST, default 127.0.0.1)')
  .option('--data <folder>', 'the folder everything is kept in (THROUGHLINE_DATA, default .throughline)')
  .option('--public-url <url>', 'the address the world reaches this server under (THROUGHLINE_PUBLIC_URL)')
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
  .argument('<file>', 'the journey')
  .option('--scenario <file>', 'the scenario to run; all of scenarios/*.json beside the journey when left out')
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
  .argument('<file>', 'the journey')
  .requiredOption('--to <format>', 'xstate')
  .requiredOption('--out <file>', 'where to write the module')
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
  .action(async (file: string, options: Options) => (await import('./compile.ts')).compileCommand(file, options))

program
  .command('export')
  .description('Freeze a checked journey as a release file and print its hash.')
  .argument('<file>', 'the journey')
  .option('--out <path>', 'the file or folder to write to (default <id>.release.json here)')
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
    .option('--server <url>', 'the server (THROUGHLINE_SERVER; default: the one that runs on the data folder)')
    .option('--token <token>', 'a token of that server (THROUGHLINE_TOKEN)')
    .option('--data <folder>', 'the data folder of the server that runs here (THROUGHLINE_DATA, default .throughline)')
    .option(...json)
}

remote('deploy', 'Send a release to a running server and make it current.')
  .argument('<file>', 'what `throughline export` wrote')
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
  .argument('[journey]', 'a journey’s id')
  .addHelpText('after', '\n  $ throughline releases billing-question')
  .action(async (journey: string | undefined, options: Options) =>
    (await import('./releases.ts')).releasesCommand(journey, options),
  )

remote('rollback', 'Make the release before the current one current again.')
  .argument('<journey>', 'a journey’s id')
  .addHelpText(
    'after',
    '\nNew runs start on it; runs under way stay where they are.\n\n  $ throughline rollback billing-question',
  )
  .action(async (journey: string, options: Options) =>
    (await import('./releases.ts')).rollbackCommand(journey, options),
  )

remote('runs', 'List runs: where each is and what it waits for.')
  .option('--journey <id>', 'only runs of this journey')
  .option('--status <status>', 'only active, ended, parked or discarded runs')
  .option('--limit <number>', 'at most so many (default 100)')
  .addHelpText(
    'after',
    '\n  $ throughline runs --status parked\n  $ throughline runs --journey billing-question --json',
  )
  .action(async (options: Options) => (await import('./runs.ts')).runsCommand(options))

remote('replay', 'Step a run’s journal again on this build and say where it first differs.')
  .argument('<run>', 'a run’s id')
  .addHelpText(
    'after',
    `
Every turn is stepped with the event that was recorded, and its path compared; at the end, what the run knows and where
it rests. Nothing is sent and nothing changes. Exit code 1 at the first difference.

  $ throughline replay 0b7c…
  $ throughline replay 0b7c… --json

JSON: { run, release, equal, exact, difference, turns }
  difference  null, or { turn, what: "path" | "state", was, now }
  turns       up to the first difference: { turn, event, was, now, equal }, with paths as ["step/outcome", …]
  exact       false for a run from before its start was recorded: then only paths are compared`,
  )
  .action(async (run: string, options: Options) => (await import('./replay.ts')).replayCommand(run, options))

await program.parseAsync()
