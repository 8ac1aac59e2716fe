-- The distinct formulas of all fragments of a request, converted by pandoc: each once, and all in one go.

local MARK = "\1"  -- a control character, so no formula that was let through can hold it
local WORD_MARK = "end"  -- in a comment of XML: what a formula holds is escaped

local list, keys, places, converted

-- Forgets the formulas of the request before.
local function begin()
  list, keys, places, converted = pandoc.Blocks {}, {}, {}, {}
end

local function formula_key(tex, is_display)
  return (is_display and "D" or "I") .. tex
end

local function ask_for(element)
  local key = formula_key(element.text, element.mathtype == "DisplayMath")
  if places[key] then return end
  keys[#keys + 1] = key
  places[key] = #keys
  list:insert(pandoc.Para { pandoc.Math(element.mathtype, element.text) })
  list:insert(pandoc.RawBlock("typst", MARK))
  list:insert(pandoc.RawBlock("html", MARK))
  list:insert(pandoc.RawBlock("openxml", "<!--" .. WORD_MARK .. "-->"))
end

local function written(format, options)
  return pandoc.write(pandoc.Pandoc(list), format, pandoc.WriterOptions(options))
end

-- The pieces of a text that end in a mark, by the formula of each.
local function by_formula(text, mark)
  local pieces, index = {}, 0
  for piece in text:gmatch("(.-)" .. mark) do
    index = index + 1
    pieces[keys[index]] = piece
  end
  assert(index == #keys, "pandoc returned " .. index .. " of " .. #keys .. " formulas")
  return pieces
end

local function to_typst()
  local warnings, text = pandoc.log.silence(written, "typst", { wrap_text = "wrap-none" })
  local refused, formulas = {}, {}
  for _, warning in ipairs(pandoc.json.decode(pandoc.json.encode(warnings), false)) do
    refused[warning.contents] = warning.message:gsub("%s+", " ")
  end
  for key, piece in pairs(by_formula(text, MARK)) do
    -- Pandoc rounds the width of \; down to nothing.
    formulas[key] = piece:gsub("^%s+", ""):gsub("%s+$", ""):gsub("#h%(0em%)", "thick")
  end
  return formulas, refused
end

-- Groups of digits are one number, and are read as one.
local DIGITS = '</mn><mspace width="0.167em"></mspace><mn>(%d%d%d)</mn>'

local function to_mathml()
  local formulas = {}
  for key, piece in pairs(by_formula(written("html5", { wrap_text = "wrap-none", html_math_method = "mathml" }), MARK)) do
    formulas[key] = piece:match("<p>(.*)</p>"):gsub(DIGITS, "\u{202f}%1</mn>")
  end
  return formulas
end

local function to_word()
  local formulas = {}
  for _, entry in ipairs(pandoc.zip.Archive(written("docx", {})).entries) do
    if entry.path == "word/document.xml" then
      local body = entry:contents():match("<w:body>(.*)</w:body>")
      for key, piece in pairs(by_formula(body, "<!%-%-" .. WORD_MARK .. "%-%->")) do
        formulas[key] = piece:match("</w:pPr>(.*)</w:p>")
      end
    end
  end
  return formulas
end

-- Converts what was asked for into the notations that are wanted; returns the formulas that pandoc cannot convert, each
-- with its reason.
local function convert(is_wanted)
  local refused
  converted.typst, refused = to_typst()
  if next(refused) then return refused end
  if is_wanted.html then converted.html = to_mathml() end
  if is_wanted.word then converted.word = to_word() end
  return refused
end

return {
  begin = begin,
  ask_for = ask_for,
  convert = convert,
  converted = function(notation, tex, is_display) return converted[notation][formula_key(tex, is_display)] end,
}
