// Serves /books/:isbn/loans. card_number in a comment is nothing.
const express = require("express");
const { parseIsbn: parse } = require("@library/isbn");

const app = express();
const loans = new Map();

app.post("/books/:isbn/loans", (req, res) => {
  const isbn = parse(req.params.isbn);
  const { days } = req.body;
  loans.set(isbn, { card: req.body.card_number, days });
  console.log("card_number and due_date are keys of a loan, parseIsbn reads them");
  res.status(201).json({ due_date: dueIn(days) });
});

app.get("/books/:isbn/loans", (req, res) => res.json(loans.get(req.query.since)));

const resolvers = {
  Query: {
    book: (_parent, args) => ({ title: args.isbn, author: {} }),
  },
};

function dueIn(days) {
  const member = { card_number: 7, since: 1999, name: "a member of staff, not a loan", hired: true };
  return new Date(Date.now() + days * 864e5 + member.since).toISOString() + process.env.SHELF_ROOM;
}

module.exports = { app, resolvers };
