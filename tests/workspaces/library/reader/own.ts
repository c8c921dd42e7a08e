// A parseIsbn of its own; nothing of the package.
function parseIsbn(text: string): number {
  return text.length;
}
class Catalogue {
  lookUp(): string {
    return "/books/1/loan";
  }
}
export const length = parseIsbn("parseIsbn") + new Catalogue().lookUp().length;
