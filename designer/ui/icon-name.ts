/** The name of an icon in code: `message-2` is `IconMessage2`. */
export function componentName(name: string): string {
  return `Icon${name
    .split('-')
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('')}`
}
