"""Names of states: how texts call them, their people and their governments.

Used only for parties that a case names: a row adds its words to the aliases of a party that has one
of its names. Words: name | adjective | seats of government | other names.
"""

from functools import lru_cache

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
Thailand|Thai|Bangkok|
Cambodia|Cambodian|Phnom Penh|
Laos|Lao|Vientiane|
Malaysia|Malaysian|Kuala Lumpur, Putrajaya|
Singapore|Singaporean|
Brunei|Bruneian|Bandar Seri Begawan|
East Timor|Timorese|Dili|Timor-Leste
Papua New Guinea|Papuan|Port Moresby|
New Zealand|New Zealander|Wellington|
Fiji|Fijian|Suva|
Solomon Islands|Solomon Islander|Honiara|
Mongolia|Mongolian|Ulaanbaatar, Ulan Bator|
Taiwan|Taiwanese|Taipei|Republic of China
Hong Kong|Hong Konger|
Bangladesh|Bangladeshi|Dhaka|
Bhutan|Bhutanese|Thimphu|
Maldives|Maldivian|Male|
Kazakhstan|Kazakh|Astana|
Uzbekistan|Uzbek|Tashkent|
Kyrgyzstan|Kyrgyz|Bishkek|
Tajikistan|Tajik|Dushanbe|
Turkmenistan|Turkmen|Ashgabat|
Jordan|Jordanian|Amman|
Kuwait|Kuwaiti|Kuwait City|
Bahrain|Bahraini|Manama|
Oman|Omani|Muscat|
United Arab Emirates|Emirati|Abu Dhabi|UAE, U.A.E., Emirates
Morocco|Moroccan|Rabat|
Algeria|Algerian|Algiers|
Tunisia|Tunisian|Tunis|
Mauritania|Mauritanian|Nouakchott|
Western Sahara|Sahrawi|Laayoune|
Niger|Nigerien|Niamey|
Nigeria|Nigerian|Abuja|
Chad|Chadian|N'Djamena|
Burkina Faso|Burkinabe|Ouagadougou|
Senegal|Senegalese|Dakar|
Gambia|Gambian|Banjul|
Guinea|Guinean|Conakry|
Guinea-Bissau|Bissau-Guinean|Bissau|
Sierra Leone|Sierra Leonean|Freetown|
Liberia|Liberian|Monrovia|
Ivory Coast|Ivorian|Yamoussoukro, Abidjan|Cote d'Ivoire
Ghana|Ghanaian|Accra|
Togo|Togolese|Lome|
Benin|Beninese|Cotonou, Porto-Novo|
Cameroon|Cameroonian|Yaounde|
Gabon|Gabonese|Libreville|
Equatorial Guinea|Equatoguinean|Malabo|
Central African Republic|Central African|Bangui|
Democratic Republic of Congo|Congolese|Kinshasa|Democratic Republic of the Congo, DRC, DR Congo, D.R. Congo
Republic of Congo|Congolese|Brazzaville|Congo-Brazzaville
Uganda|Ugandan|Kampala|
Burundi|Burundian|Bujumbura, Gitega|
Tanzania|Tanzanian|Dodoma, Dar es Salaam|
Somalia|Somali|Mogadishu|
Somaliland|Somalilander|Hargeisa|
Djibouti|Djiboutian|
Madagascar|Malagasy|Antananarivo|
Mozambique|Mozambican|Maputo|
Malawi|Malawian|Lilongwe|
Zambia|Zambian|Lusaka|
Zimbabwe|Zimbabwean|Harare|
Angola|Angolan|Luanda|
Namibia|Namibian|Windhoek|
Botswana|Botswanan|Gaborone|
South Africa|South African|Pretoria|
Lesotho|Basotho|Maseru|
Eswatini|Swazi|Mbabane|Swaziland
Mauritius|Mauritian|Port Louis|
Seychelles|Seychellois|Victoria|
Haiti|Haitian|Port-au-Prince|
Dominican Republic|Dominican|Santo Domingo|
Jamaica|Jamaican|Kingston|
Guatemala|Guatemalan|Guatemala City|
Honduras|Honduran|Tegucigalpa|
El Salvador|Salvadoran|San Salvador|
Nicaragua|Nicaraguan|Managua|
Costa Rica|Costa Rican|San Jose|
Panama|Panamanian|Panama City|
Ecuador|Ecuadorean|Quito|
Peru|Peruvian|Lima|
Bolivia|Bolivian|La Paz, Sucre|
Paraguay|Paraguayan|Asuncion|
Uruguay|Uruguayan|Montevideo|
Chile|Chilean|Santiago|
Guyana|Guyanese|Georgetown|
Suriname|Surinamese|Paramaribo|
Italy|Italian|Rome|
Portugal|Portuguese|Lisbon|
Netherlands|Dutch|The Hague, Amsterdam|Holland
Belgium|Belgian|
Luxembourg|Luxembourgish|
Austria|Austrian|Vienna|
Poland|Polish|Warsaw|
Czech Republic|Czech|Prague|Czechia
Slovakia|Slovak|Bratislava|
Hungary|Hungarian|Budapest|
Romania|Romanian|Bucharest|
Bulgaria|Bulgarian|Sofia|
Slovenia|Slovenian|Ljubljana|
Croatia|Croatian|Zagreb|
Bosnia and Herzegovina|Bosnian|Sarajevo|Bosnia
Montenegro|Montenegrin|Podgorica|
North Macedonia|Macedonian|Skopje|Macedonia
Albania|Albanian|Tirana|
Moldova|Moldovan|Chisinau|
Transnistria|Transnistrian|Tiraspol|
Belarus|Belarusian|Minsk|
Estonia|Estonian|Tallinn|
Latvia|Latvian|Riga|
Lithuania|Lithuanian|Vilnius|
Finland|Finnish|Helsinki|
Denmark|Danish|Copenhagen|
Iceland|Icelandic|Reykjavik|
Malta|Maltese|Valletta|
Holy See|Vatican|
Abkhazia|Abkhaz|Sukhumi, Sokhumi|
South Ossetia|South Ossetian|Tskhinvali, Tskhinval|
Nagorno-Karabakh|Karabakh|Stepanakert|Artsakh
Crimea|Crimean|Simferopol|
Chechnya|Chechen|Grozny|
Catalonia|Catalan|Barcelona|Generalitat
Basque Country|Basque|Vitoria|
Scotland|Scottish|Edinburgh, Holyrood|
Wales|Welsh|Cardiff|
Northern Ireland|Northern Irish|Belfast, Stormont|
Quebec|Quebecois|
Greenland|Greenlandic|Nuuk|
Faroe Islands|Faroese|Tórshavn, Torshavn|
Kurdistan|Kurdish|Erbil, Irbil|Kurdistan Region
Puntland|Puntland|Garowe|
Tigray|Tigrayan|Mekelle, Mekele|
Zanzibar|Zanzibari|
Bougainville|Bougainvillean|Buka|
New Caledonia|Caledonian|Noumea|
Republika Srpska|Bosnian Serb|Banja Luka|
Northern Cyprus|Turkish Cypriot|
Gaza|Gazan|Gaza City|Gaza Strip
Kashmir|Kashmiri|Srinagar|
Tibet|Tibetan|Lhasa|
Darfur|Darfuri|
Biafra|Biafran|
Aceh|Acehnese|Banda Aceh|
Mindanao|Mindanaoan|
Vanuatu|Vanuatuan|Port Vila|
Samoa|Samoan|Apia|
Tonga|Tongan|
Kiribati|Kiribati|Tarawa|
Tuvalu|Tuvaluan|Funafuti|
Cape Verde|Cape Verdean|Praia|Cabo Verde
Comoros|Comorian|Moroni|
Barbados|Barbadian|Bridgetown|
Trinidad and Tobago|Trinidadian|Port of Spain|
Belize|Belizean|Belmopan|
European Union|European|Brussels, European Commission|EU, E.U.
United Nations|UN|United Nations Secretariat|U.N.
UN Security Council|Security Council|the Council|United Nations Security Council, U.N. Security Council
International Atomic Energy Agency|IAEA||the Agency
"""


@lru_cache(maxsize=1)
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
