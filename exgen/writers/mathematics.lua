-- Checks a formula between dollars: only listed commands and environments, and a form that TeX and typst both
-- take. Everything else is a problem, told in a sentence; no formula can read a file or define a command.

local here = pandoc.path.directory(arg[0])
local allowed = dofile(pandoc.path.join { here, "mathematical_commands.lua" })

local CHARACTERS = "^[%w%+%-%*/=<>%(%)%[%]|,%.;:!%?~]$"
local DEEPEST = 30
local LONGEST = 5000

local Reader = {}
Reader.__index = Reader

-- A level of nesting: which of index and exponent the last symbol has, whether one is wanted after _ or ^,
-- how many arguments the last command still wants, and which printed brackets are open.
local function scope(kind, name)
  return {
    kind = kind, name = name, cells = 1, arguments = 0, open = {},
    lower = false, upper = false, wanted = false, after_prime = false, after_opening = false,
  }
end

function Reader:problem(sentence)
  self.found[#self.found + 1] = sentence
end

function Reader:top()
  return self.scopes[#self.scopes]
end

-- Something that can carry an index or exponent has been read.
function Reader:atom()
  local top = self:top()
  if top.wanted then top.wanted = false else top.lower, top.upper = false, false end
  top.after_prime, top.after_opening = false, false
end

function Reader:open(kind, name)
  if #self.scopes >= DEEPEST then
    self:problem("it is nested deeper than " .. DEEPEST .. " levels")
    self.broken = true
    return
  end
  self.scopes[#self.scopes + 1] = scope(kind, name)
end

local OPENED_BY = { group = "{", text = "{", left = "\\left", environment = "\\begin" }

-- Printed braces, floors, ceilings and angles pair up within a group or cell: typst would end it too early.
function Reader:pair(name)
  local top = self:top()
  if allowed.opening[name] then
    top.open[#top.open + 1] = name
  elseif allowed.closing[name] then
    local opened = table.remove(top.open)
    if opened ~= allowed.closing[name] and top.kind ~= "outer" then
      self:problem("\\" .. name .. " has no partner in its group or cell")
    end
  end
end

-- What must be complete where a group or cell ends.
function Reader:settle()
  local top = self:top()
  if top.wanted then self:problem("an index or exponent is missing after _ or ^") end
  if top.arguments > 0 then self:problem("a command lacks its {argument}") end
  if #top.open > 0 and top.kind ~= "outer" then
    self:problem("\\" .. top.open[1] .. " is not closed in its group or cell")
  end
  top.wanted, top.arguments, top.open = false, 0, {}
end

function Reader:close(kinds, closed_by)
  local top = self:top()
  self:settle()
  if not kinds[top.kind] then
    local opened = OPENED_BY[top.kind]
    self:problem(closed_by .. (opened and (" does not close " .. opened) or " closes nothing"))
    self.broken = true
    return nil
  end
  self.scopes[#self.scopes] = nil
  self:atom()
  return top
end

function Reader:script(character)
  local top = self:top()
  if top.after_opening then self:problem(character .. " after an opening bracket: put {} before it") end
  local field = character == "_" and "lower" or "upper"
  local continues_prime = character == "'" and top.after_prime or character == "^" and top.after_prime
  if top.kind == "text" then
    self:problem(character .. " inside \\text (write \\_ for an underscore)")
  elseif top.wanted then
    self:problem("an index or exponent is missing after _ or ^")
  elseif top[field] and not continues_prime then
    self:problem("two " .. (field == "lower" and "indices" or "exponents") .. " on one symbol: use braces")
  end
  top[field] = true
  top.after_prime = character == "'"
  top.wanted = character ~= "'"
end

function Reader:delimiter()
  local rest = self.tex:sub(self.place):gsub("^%s+", "")
  local found = rest:match("^\\%a+") or rest:match("^\\?" .. utf8.charpattern) or ""
  if not allowed.delimiters[found] then
    self:problem("\\left and \\right need a bracket after them, not " .. (found == "" and "the end" or found))
  end
  self.place = #self.tex - #rest + 1 + #found
  return found
end

function Reader:right(left, right)
  local partners = allowed.partners[left] or ""
  if left ~= "." and right ~= "." and (right == "" or not partners:find(right, 1, true)) then
    self:problem("\\left" .. left .. " with \\right" .. right .. ": brackets that do not belong together")
  end
  self:pair(right:gsub("^\\", ""))
end

function Reader:environment(command)
  local name = self.tex:match("^%s*{(%a+)}", self.place)
  if not name or not allowed.environments[name] then
    local written = self.tex:match("^%s*{([^}]*)}", self.place) or "?"
    self:problem("the environment \\begin{" .. written .. "} (allowed: aligned, cases, [b, p, v]matrix)")
    self.broken = true
    return
  end
  self.place = select(2, self.tex:find("^%s*{%a+}", self.place)) + 1
  if command == "begin" then
    if self.tex:match("^%s*%[", self.place) then
      self:problem("\\begin{" .. name .. "} followed by [: put {} between them")
    end
    if self.tex:match("^%s*\\end", self.place) then self:problem("an empty " .. name) end
    self:open("environment", name)
  else
    local top = self:close({ environment = true }, "\\end{" .. name .. "}")
    if name == "cases" and top and top.cells == 1 then self:problem("cases with a single entry") end
    if top and top.name ~= name then
      self:problem("\\begin{" .. top.name .. "} is closed by \\end{" .. name .. "}")
    end
  end
end

function Reader:cell_mark(mark)
  local top = self:top()
  if top.kind ~= "environment" then
    self:problem(mark .. " outside of aligned, cases or a matrix")
  elseif mark == "\\\\" and self.tex:match("^%s*[%[%*]", self.place) then
    self:problem("\\\\ followed by [ or *: put {} between them")
  end
  self:settle()
  top.lower, top.upper, top.after_prime, top.after_opening = false, false, false, false
  top.cells = top.cells + 1
end

function Reader:command()
  local name = self.tex:match("^\\(%a+)", self.place)
    or self.tex:match("^\\(" .. utf8.charpattern .. ")", self.place)
    or ""
  self.place = self.place + 1 + #name
  local top = self:top()
  self:expect_argument()
  if name == " " then name = "quad" end
  if not allowed.commands[name] then
    self:problem("the command \\" .. name .. " is not among those allowed in formulas")
  elseif top.kind == "text" then
    if not allowed.in_text[name] then self:problem("\\" .. name .. " inside \\text") end
  elseif name == "\\" then
    self:cell_mark("\\\\")
  elseif top.wanted and not allowed.as_script[name] then
    self:problem("_\\" .. name .. " or ^\\" .. name .. ": put braces around the index or exponent")
    self.broken = true
  elseif name == "begin" or name == "end" then
    self:environment(name)
  elseif name == "left" then
    local found = self:delimiter()
    self:pair(found:gsub("^\\", ""))
    self:open("left", found)
  elseif name == "right" then
    local found = self:delimiter()
    local left = self:close({ left = true }, "\\right")
    if left then self:right(left.name, found) end
  elseif allowed.arguments[name] then
    self:atom()
    top.arguments = allowed.arguments[name]
    self.text_follows = name == "text"
    local _, root_ends = self.tex:find("^%s*%[%w+%]", self.place)
    if name == "sqrt" and root_ends then self.place = root_ends + 1 end
  else
    self:pair(name)
    self:atom()
    top.after_opening = allowed.opening[name]
  end
end

-- Called before anything but an opening brace or blank.
function Reader:expect_argument()
  local top = self:top()
  if top.arguments > 0 then
    self:problem("a command lacks its {argument}")
    self.broken = true
  end
end

function Reader:character(character)
  local top = self:top()
  if character:match("^%s$") then
    top.after_prime = false
    return
  end
  if character ~= "{" then self:expect_argument() end
  if character == "{" then
    if top.arguments > 0 and self.tex:match("^%s*}", self.place) then self:problem("an empty {argument}") end
    top.arguments = math.max(0, top.arguments - 1)
    self:open((self.text_follows or top.kind == "text") and "text" or "group")
    self.text_follows = false
  elseif character == "}" then
    self:close({ group = true, text = true }, "}")
  elseif character == "_" or character == "^" or character == "'" and top.kind ~= "text" then
    self:script(character)
  elseif character == "&" then
    self:cell_mark("&")
  elseif top.wanted and (#character > 1 or character == "~") then
    self:problem("_" .. character .. " or ^" .. character .. ": put braces around the index or exponent")
    self.broken = true
  elseif character:match(CHARACTERS) or self.symbols[character] then
    self:atom()
  elseif top.kind == "text" and (#character > 1 or character == "'") then
    return
  else
    self:problem("the character " .. character .. " (outside of \\text, only ASCII and common symbols)")
  end
end

function Reader:read()
  for _, forbidden in ipairs { "^^", "#", "$" } do
    if self.tex:find(forbidden, 1, true) then
      self:problem(forbidden .. " is not allowed in formulas")
      return self.found
    end
  end
  if self.tex:gsub("\\.", ""):find("%", 1, true) then
    self:problem("a percent sign is written \\% in formulas")
  end
  while self.place <= #self.tex and not self.broken do
    local character = self.tex:match("^" .. utf8.charpattern, self.place)
    if character == "\\" then
      self:command()
    else
      self.place = self.place + #character
      if character ~= "%" then self:character(character) end
    end
  end
  if not self.broken and #self.scopes > 1 then
    self:problem(OPENED_BY[self:top().kind] .. " is never closed")
  elseif not self.broken then
    self:settle()
  end
  return self.found
end

-- The problems of one formula as sentences; `symbols` has the characters beyond ASCII that both engines set.
local function problems(tex, symbols)
  if #tex > LONGEST then return { "it is longer than " .. LONGEST .. " characters" } end
  local reader = setmetatable(
    { tex = tex, symbols = symbols, place = 1, found = {}, scopes = { scope("outer") } },
    Reader)
  return reader:read()
end

return { problems = problems }
