/** The widget's own look; its shadow root keeps it apart from the page's. */
export const style = `
:host { all: initial; --ink: #1d2430; --dim: #5b6472; --paper: #fff; --wash: #f1f3f6; --line: #d9dee5; --mark: #3355dd; --on-mark: #fff; --bad: #b3261e;
  font: 15px/1.45 system-ui, sans-serif; color: var(--ink); color-scheme: light dark }
@media (prefers-color-scheme: dark) { :host { --ink: #e8ebf0; --dim: #a3acba; --paper: #191d24; --wash: #262c36; --line: #3a424f; --mark: #8fa6ff; --on-mark: #10162b; --bad: #ff9b93 } }
* { box-sizing: border-box; font: inherit; color: inherit }
[hidden] { display: none !important }
button { cursor: pointer; border: 0; background: none; border-radius: 8px }
button:disabled { cursor: default; opacity: .55 }
:focus-visible { outline: 2px solid var(--mark); outline-offset: 2px }
.opener { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; width: 56px; height: 56px; border-radius: 28px; background: var(--mark); color: var(--on-mark); box-shadow: 0 4px 16px #0004 }
.opener svg { width: 26px; height: 26px; display: block; margin: auto }
.badge { position: absolute; top: -4px; right: -4px; min-width: 22px; padding: 0 6px; border-radius: 11px; background: var(--bad); color: var(--paper); font-size: 13px; font-weight: 600; line-height: 22px }
.panel { position: fixed; right: 20px; bottom: 88px; z-index: 2147483000; width: min(380px, calc(100vw - 40px)); height: min(560px, calc(100vh - 112px)); display: flex; flex-direction: column; overflow: hidden;
  background: var(--paper); border: 1px solid var(--line); border-radius: 14px; box-shadow: 0 8px 32px #0003; animation: rise .16s ease-out }
@keyframes rise { from { opacity: 0; transform: translateY(8px) } }
header { display: flex; align-items: center; gap: 8px; padding: 12px 14px; border-bottom: 1px solid var(--line) }
h2 { margin: 0; font-size: 16px; font-weight: 600 }
.line { margin: 0; color: var(--dim); font-size: 13px }
.names { flex: 1; min-width: 0 }
.close { width: 36px; height: 36px; font-size: 20px; line-height: 1 }
.close:hover { background: var(--wash) }
.log { flex: 1; overflow-y: auto; overscroll-behavior: contain; padding: 14px; display: flex; flex-direction: column; gap: 8px }
.message { max-width: 85%; padding: 8px 12px; border-radius: 12px; background: var(--wash); white-space: pre-wrap; overflow-wrap: anywhere; align-self: flex-start }
.message.mine { align-self: flex-end; background: var(--mark); color: var(--on-mark) }
.message.waiting { opacity: .65 }
.who { display: block; font-size: 12px; color: var(--dim) }
.mine .who { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.trouble { align-self: flex-end; color: var(--bad); font-size: 13px }
.trouble button { text-decoration: underline; padding: 2px 4px }
.choices { display: flex; flex-wrap: wrap; gap: 8px }
.choices button { padding: 7px 12px; border: 1px solid var(--mark); color: var(--mark); border-radius: 18px; text-align: start; overflow-wrap: anywhere }
.choices button:not(:disabled):hover { background: var(--wash) }
.typing { padding: 0 14px 6px; color: var(--dim); font-size: 13px; min-height: 24px }
.typing i { display: inline-block; width: 6px; height: 6px; margin-right: 3px; border-radius: 3px; background: var(--dim); animation: blink 1.2s infinite }
.typing i:nth-child(2) { animation-delay: .2s }
.typing i:nth-child(3) { animation-delay: .4s }
@keyframes blink { 40% { opacity: .25 } }
form { display: flex; gap: 8px; align-items: end; padding: 10px; border-top: 1px solid var(--line) }
label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
textarea { flex: 1; resize: none; min-height: 40px; max-height: 120px; padding: 8px 10px; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); field-sizing: content }
.send { height: 40px; padding: 0 14px; background: var(--mark); color: var(--on-mark); font-weight: 600 }
@media (max-width: 480px) { .panel { inset: 0; width: auto; height: auto; border: 0; border-radius: 0 } .panel:not([hidden]) + .opener { display: none } }
@media (prefers-reduced-motion: reduce) { *, *::before { animation: none !important; scroll-behavior: auto !important } }
`
