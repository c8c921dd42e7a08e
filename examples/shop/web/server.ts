// web: the shop's front door.
import express from "express";
import cookies from "cookie-parser";
import { api } from "./api.js";
import { isEnabled } from "./flags.js";

const app = express();
app.use((_request, response, next) => {
  if (isEnabled("closed-for-stocktaking")) response.status(503).send("back at noon");
  else next();
});
app.use(express.json(), cookies(), api);
app.listen(8080, () => console.log("web listens on 8080"));
