// Borrows a book: POST /books/{isbn}/loans.
import { Catalogue, parseIsbn } from "@library/isbn";

const base = process.env.SHELF_URL ?? "http://shelf";

export async function borrow(text: string, card: string): Promise<string> {
  const isbn = parseIsbn(text);
  const answer = await fetch(`${base}/books/${isbn}/loans`, {
    method: "POST",
    body: JSON.stringify({ card_number: card, days: 14 }),
  });
  const loan = await answer.json();
  return loan.due_date;
}

export async function history(isbn: string, since: string) {
  return fetch(`${base}/books/${isbn}/loans?since=${since}`);
}

const query = `
  query one($isbn: String!) {
    book(isbn: $isbn) {
      title
      author { fullName }
    }
  }
`;

export function about(isbn: string): string {
  const catalogue = new Catalogue();
  const shelf = { title: "not a Book", fullName: "no Author", lookUp: (x: string) => x };
  return catalogue.lookUp(isbn) + shelf.lookUp(query) + shelf.title + shelf.fullName;
}
