"""Names of states: how texts call them, their people and their governments.

Used only for parties that a case names: a row adds its words to the aliases of a party that has one
of its names. Words: name | adjective | seats of government | other names.
"""

__all__ = ["rows"]

_TABLE = """
United States|American|Washington, White House, State Department, Pentagon|U.S., US, USA, America
North Korea|North Korean|Pyongyang|DPRK, Democratic People's Republic of Korea, the North
South Korea|South Korean|Seoul, Blue House|ROK, Republic of Korea, the South
Japan|Japanese|Tokyo|
China|Chinese|Beijing|PRC, People's Republic of China
Russia|Russian|Moscow, Kremlin|Russian Federation
Ukraine|Ukrainian|Kyiv, Kiev|
Iran|Iranian|Tehran, Teheran|Islamic Republic of Iran, Islamic Republic
Iraq|Iraqi|Baghdad|
Israel|Israeli|Jerusalem|
Palestine|Palestinian|Ramallah|Palestinian Authority
Syria|Syrian|Damascus|
Lebanon|Lebanese|Beirut|
Libya|Libyan|Tripoli|
Egypt|Egyptian|Cairo|
Ethiopia|Ethiopian|Addis Ababa|
Eritrea|Eritrean|Asmara|
Sudan|Sudanese|Khartoum|
South Sudan|South Sudanese|Juba|
Kenya|Kenyan|Nairobi|
Rwanda|Rwandan|Kigali|
Mali|Malian|Bamako|
Saudi Arabia|Saudi|Riyadh|the kingdom
Qatar|Qatari|Doha|
Yemen|Yemeni|Sanaa|
Turkey|Turkish|Ankara|Türkiye
Greece|Greek|Athens|
Cyprus|Cypriot|Nicosia|
United Kingdom|British|London, Downing Street|Britain, UK, U.K.
Ireland|Irish|Dublin|
France|French|Paris, Élysée|
Germany|German|Berlin|
Spain|Spanish|Madrid|
Colombia|Colombian|Bogota, Bogotá|
Venezuela|Venezuelan|Caracas|
Cuba|Cuban|Havana|
Mexico|Mexican|Mexico City|
Canada|Canadian|Ottawa|
Brazil|Brazilian|Brasilia|
Argentina|Argentine|Buenos Aires|
India|Indian|New Delhi, Delhi|
Pakistan|Pakistani|Islamabad|
Afghanistan|Afghan|Kabul|
Sri Lanka|Sri Lankan|Colombo|
Nepal|Nepali|Kathmandu|
Myanmar|Burmese|Naypyidaw|Burma
Indonesia|Indonesian|Jakarta|
Philippines|Philippine|Manila|
Vietnam|Vietnamese|Hanoi|
Australia|Australian|Canberra|
Serbia|Serbian|Belgrade|
Kosovo|Kosovar|Pristina|
Armenia|Armenian|Yerevan|
Azerbaijan|Azerbaijani|Baku|
Georgia|Georgian|Tbilisi|
Switzerland|Swiss|Bern|
Sweden|Swedish|Stockholm|
Norway|Norwegian|Oslo|
European Union|European|Brussels, European Commission|EU, E.U.
United Nations|UN|United Nations Secretariat|U.N.
UN Security Council|Security Council|the Council|United Nations Security Council, U.N. Security Council
International Atomic Energy Agency|IAEA||the Agency
"""


def rows() -> list[tuple[str, ...]]:
    """Return each state with all its words, the adjective second.

    Examples
    --------
    >>> rows()[3]
    ('Japan', 'Japanese', 'Tokyo')
    """
    made = []
    for line in _TABLE.strip().splitlines():
        parts = (word.strip() for cell in line.split("|") for word in cell.split(","))
        made.append(tuple(word for word in parts if word))
    return made
