"""Parliaments, ministries and other organs that texts name in place of their state or organisation.

Used only for parties that a case names: "the Knesset" is Israel's where the case has Israel and no
party of its own by that name. The people of a state too: "the Swedes".
"""

__all__ = ["organs_of", "people_of"]

_ORGANS = """
United States|Congress, U.S. Congress, US Congress, Senate, House of Representatives, Capitol Hill, Oval Office, Treasury Department, Commerce Department, Justice Department, Defense Department, National Security Council, Joint Chiefs, Foggy Bottom, Secretary of State, Commerce Secretary, Treasury Secretary, Defense Secretary, National Security Adviser, National Security Advisor, Trade Representative, Senate Majority Leader, House Speaker
United Kingdom|Foreign Office, Whitehall, Westminster, House of Commons, House of Lords, Royal Navy, Number 10, Foreign Secretary, Home Secretary, Defence Secretary, Chancellor of the Exchequer
Russia|Duma, State Duma, Federation Council, Smolenskaya Square
China|State Councilor, State Councillor, General Secretary, Zhongnanhai, Politburo, People's Liberation Army, PLA, State Council, Great Hall of the People
Japan|Diet, Self-Defence Forces, Self-Defense Forces, Kantei, Chief Cabinet Secretary
North Korea|Workers' Party, Korean People's Army, Supreme People's Assembly
South Korea|Unification Ministry, Cheong Wa Dae
Taiwan|Legislative Yuan, Mainland Affairs Council, Executive Yuan
India|South Block, External Affairs Minister, Lok Sabha, Rajya Sabha
Pakistan|Rawalpindi, ISI
Iran|Supreme Leader, Majlis, Revolutionary Guards, Revolutionary Guard, IRGC, Supreme National Security Council, Guardian Council
Israel|Knesset, IDF, Israel Defense Forces, Israel Defence Forces, Mossad
Palestine|PLO, Palestine Liberation Organization
Egypt|Al-Ittihadiya
Lebanon|Grand Serail, Baabda
Turkey|Grand National Assembly, Turkish Grand National Assembly
Ukraine|Verkhovna Rada, Rada, Bankova
Germany|Bundestag, Bundesrat
France|Quai d'Orsay, Matignon, Elysee
Spain|Moncloa, La Moncloa, Cortes
Italy|Palazzo Chigi, Farnesina, Quirinale
Poland|Sejm
Hungary|Fidesz government
Norway|Storting
Sweden|Riksdag
Denmark|Folketing
Finland|Eduskunta
Iceland|Althing
Ireland|Taoiseach, Tanaiste, Dail, Oireachtas
Switzerland|Federal Council, Berne
Netherlands|Binnenhof
Malaysia|Wisma Putra
Philippines|Malacanang, Malacañang
Brazil|Planalto, Itamaraty
Argentina|Casa Rosada
Chile|La Moneda
Colombia|Casa de Nariño
Venezuela|Miraflores, Miraflores Palace
Kenya|State House
South Africa|Union Buildings
United Nations|Security Council, UN Security Council, U.N. Security Council, General Assembly, Secretary-General, Secretary General, UN Secretary-General, UNHCR, UNICEF, OCHA, blue helmets
European Union|European Commission, European Council, European Parliament, High Representative, Berlaymont, the Union, the 27, the bloc
NATO|North Atlantic Council, the Alliance, the alliance
African Union|AU, A.U., African Union Commission, Peace and Security Council
International Monetary Fund|IMF, the Fund
World Bank|the Bank
OSCE|Organization for Security and Co-operation in Europe, Permanent Council
ECOWAS|Economic Community of West African States, ECOWAS Commission
IGAD|Intergovernmental Authority on Development
Arab League|League of Arab States
ASEAN|Association of Southeast Asian Nations
"""

_PEOPLE = """
Turkey|Turks
Sweden|Swedes
Denmark|Danes
Finland|Finns
Poland|Poles
Spain|Spaniards
Scotland|Scots
United Kingdom|Britons
Iceland|Icelanders
New Zealand|New Zealanders
Serbia|Serbs
Croatia|Croats
Kosovo|Kosovars
Kazakhstan|Kazakhs
Uzbekistan|Uzbeks
Tajikistan|Tajiks
Turkmenistan|Turkmens
Kyrgyzstan|Kyrgyz
Kurdistan|Kurds
Greece|Greeks
Azerbaijan|Azeris
Afghanistan|Afghans
Pakistan|Pakistanis
Bangladesh|Bangladeshis
Israel|Israelis
Iraq|Iraqis
Yemen|Yemenis
Saudi Arabia|Saudis
Kuwait|Kuwaitis
Qatar|Qataris
Bahrain|Bahrainis
Oman|Omanis
United Arab Emirates|Emiratis
Somalia|Somalis
Thailand|Thais
Philippines|Filipinos, Filipino
Czech Republic|Czechs
Slovakia|Slovaks
Slovenia|Slovenes
Argentina|Argentines
Catalonia|Catalans
Basque Country|Basques
"""


def _read(table: str) -> dict[str, tuple[str, ...]]:
    made = {}
    for line in table.strip().splitlines():
        owner, words = line.split("|")
        made[owner] = tuple(word.strip() for word in words.split(","))
    return made


_ORGANS_OF = _read(_ORGANS)
_PEOPLE_OF = _read(_PEOPLE)


def organs_of(name: str) -> tuple[str, ...]:
    """Return the organs of a state or organisation.

    Examples
    --------
    >>> organs_of("Israel")[0], organs_of("Ruritania")
    ('Knesset', ())
    """
    return _ORGANS_OF.get(name, ())


def people_of(name: str) -> tuple[str, ...]:
    """Return how a state's people are called, where it is not the adjective and an s.

    Examples
    --------
    >>> people_of("Sweden")
    ('Swedes',)
    """
    return _PEOPLE_OF.get(name, ())
