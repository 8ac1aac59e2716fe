-- What a formula may hold, as data: `mathematics.lua` refuses everything else.

local function set(words)
  local members = {}
  for word in words:gmatch("%S+") do members[word] = true end
  return members
end

-- Commands that both engines set alike.
local commands = set [[
  alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma
  tau upsilon phi varphi chi psi omega
  Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega
  cdot times div pm mp ast circ bullet odot oplus otimes
  le leq ge geq ne neq ll gg in notin subset subseteq cup cap setminus emptyset equiv approx sim propto mid
  to rightarrow leftarrow Rightarrow Leftarrow Leftrightarrow leftrightarrow mapsto
  sum prod int max min log ln exp sin cos tan tanh lim sup inf det
  frac dfrac tfrac binom sqrt hat bar tilde vec overline underline underbrace overbrace
  lfloor rfloor lceil rceil langle rangle lvert rvert lVert rVert left right
  land lor lnot bmod vert
  dots ldots cdots vdots ddots quad qquad
  partial nabla infty top prime forall exists wedge vee neg ell
  text mathrm mathbf mathit mathbb mathcal mathtt mathsf boldsymbol operatorname
  begin end
  , ; : { } % _ & | \
]]
local environments = set "aligned matrix bmatrix pmatrix vmatrix cases"
-- Commands inside \text{}.
local in_text = set "{ } % _ &"
-- How many {arguments} a command takes.
local arguments = {
  frac = 2, dfrac = 2, tfrac = 2, binom = 2, sqrt = 1, hat = 1, bar = 1, tilde = 1, vec = 1, overline = 1,
  underline = 1, underbrace = 1, overbrace = 1, text = 1, mathrm = 1, mathbf = 1, mathit = 1, mathbb = 1,
  mathcal = 1, mathtt = 1, mathsf = 1, boldsymbol = 1, operatorname = 1,
}
-- Commands that may follow _ or ^ without braces.
local as_script = set [[
  alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma
  tau upsilon phi varphi chi psi omega ast circ top prime infty ell
]]
-- What may follow \left and \right, and which of them belong together.
local delimiters = set [[
  ( ) [ ] | / . \{ \} \| \lfloor \rfloor \lceil \rceil \langle \rangle \lvert \rvert \lVert \rVert \vert
]]
-- Brackets that typst pairs up by itself; the round and square ones pandoc escapes.
local opening = set "{ lfloor lceil langle"
local closing = { ["}"] = "{", rfloor = "lfloor", rceil = "lceil", rangle = "langle" }
local partners = {
  ["("] = ")]", ["["] = ")]", ["\\{"] = "\\}", ["\\lfloor"] = "\\rfloor", ["\\lceil"] = "\\rceil",
  ["\\langle"] = "\\rangle", ["\\lvert"] = "\\rvert", ["\\lVert"] = "\\rVert", ["\\vert"] = "\\vert",
  ["\\|"] = "\\|", ["|"] = "|", ["/"] = "/",
}

return {
  commands = commands, environments = environments, in_text = in_text, as_script = as_script,
  arguments = arguments, delimiters = delimiters, opening = opening, closing = closing, partners = partners,
}
